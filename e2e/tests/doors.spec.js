// The doors themselves: signing in, language, errors, weight.
import { expect, test } from '@playwright/test'
import { PHONE, soundEverywhere } from './house.js'

test('the sign-in page is sound in both languages and widths', async ({ page }) => {
  await soundEverywhere(page, '/dang-nhap')
})

test('a wrong password is told in words and the name is kept', async ({ page }) => {
  await page.goto('/dang-nhap')
  await page.fill('#person', 'le.thi.hoa')
  await page.fill('#password', 'sai mật khẩu')
  await page.click('main button')
  await expect(page.getByRole('alert')).toContainText('Chưa đăng nhập được')
  await expect(page.locator('#person')).toHaveValue('le.thi.hoa')
})

test('an address where nothing is answers with a page that leads on', async ({ page }) => {
  await soundEverywhere(page, '/khong-co-trang-nay')
  await page.getByRole('link', { name: /home page|trang chủ/i }).last().click()
  await expect(page).toHaveURL('/')
})

test('the first page weighs less than 150 kB on a phone', async ({ browser }) => {
  const context = await browser.newContext({ viewport: PHONE })
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  let weight = 0
  client.on('Network.loadingFinished', (event) => { weight += event.encodedDataLength })
  await page.goto('/', { waitUntil: 'networkidle' })
  expect(weight).toBeLessThan(150_000)
  await context.close()
})
