// What the tests of all pages share: sizes, languages, people, and what every page must hold.
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'

export const PHONE = { width: 390, height: 844 }
export const SCREEN = { width: 1280, height: 900 }
/** Known to everybody on purpose: the demo's. */
export const PASSWORD = 'daumoi-demo'

/** Signs a person of the demo in through the page. */
export async function signIn (page, person) {
  await page.goto('/dang-nhap')
  await page.fill('#person', person)
  await page.fill('#password', PASSWORD)
  await page.click('main button')
  await page.waitForURL((url) => url.pathname !== '/dang-nhap')
}

/** No violation that axe finds, no sideways scrolling, one first heading. */
export async function isSound (page) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  const told = found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)
  expect(told, page.url()).toEqual([])
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  expect(sideways, `${page.url()} scrolls sideways`).toBe(false)
  await expect(page.locator('h1')).toHaveCount(1)
}

/** Opens `path` at both widths and in both languages, and holds each against `isSound`. */
export async function soundEverywhere (page, path) {
  for (const lang of ['vi', 'en']) {
    for (const size of [PHONE, SCREEN]) {
      await page.setViewportSize(size)
      await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`)
      await isSound(page)
    }
  }
}
