// The portal as its visitors use it: on a phone, in both languages, with scripts and without.
import { expect, test } from '@playwright/test'
import { PASSWORD, PHONE, SCREEN, isSound, soundEverywhere } from './house.js'

const BULLETIN = 'press.bulletin_licence.issue'
/** Printable, and small: a page of PDF as scanners make them. */
const PDF = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
xref
0 4
0000000000 65535 f 
0000000009 00000 n 
0000000052 00000 n 
0000000101 00000 n 
trailer<</Size 4/Root 1 0 R>>
startxref
164
%%EOF
`)
const CONDITIONS = ['responsible_person', 'apparatus_and_office', 'particulars_stated', 'bulletin_content', 'name_and_masthead']
const WORDS = {
  vi: { apply: 'Nộp hồ sơ trực tuyến', on: 'Lưu và tiếp tục', hand: 'Nộp hồ sơ', complete: 'Bổ sung hồ sơ', send: 'Gửi phần bổ sung', find: 'Tìm', look: 'Xem lại trước khi nộp', done: 'Đã nhận phần bổ sung', show: 'Xem hồ sơ', receipt: 'Đã nộp hồ sơ' },
  en: { apply: 'Apply online', on: 'Save and go on', hand: 'Hand in', complete: 'Complete the dossier', send: 'Send', find: 'Find', look: 'Check before you hand in', done: 'What you added has come in', show: 'Show the case', receipt: 'Handed in' }
}

/** What a school would write; the name is its own in every run. */
function answersFor (name) {
  return {
    org: 'Trường Cao đẳng Mẫu', governing_body: '', org_legal_doc_no: '15/QĐ-UBND', org_legal_doc_date: ['11', '3', '2019'],
    org_address: 'Số 1 đường Mẫu, phường Tuy Hòa, tỉnh Đắk Lắk', org_phone: '0257 300 0011', org_email: 'truong@mau.example',
    bulletin_name: name, responsible_name: 'Nguyễn Thị Minh', responsible_birth: ['12', '5', '1980'], responsible_position: 'Hiệu trưởng',
    responsible_degree: 'master', responsible_phone: '0900 000 011', purpose: 'Thông tin hoạt động của trường', content_outline: 'Tin tức, hướng dẫn, lịch học',
    audience: 'Sinh viên và giảng viên', distribution_scope: 'Trong trường', medium: 'print', language: 'Tiếng Việt', frequency: 'monthly', issues_per_year: '12',
    format_cm: '19 x 27', pages: '24', print_run: '500', printer: 'Công ty In Mẫu', delivery_method: 'internal'
  }
}

/** Fills every question that the page asks. */
async function fillIn (page, answers) {
  const asked = (await page.locator('input[name=hoi]').inputValue()).split(' ')
  for (const id of asked) {
    const value = answers[id]
    if (Array.isArray(value)) {
      for (const [index, part] of ['d', 'm', 'y'].entries()) await page.fill(`[name="a.${id}.${part}"]`, value[index])
    } else if (await page.locator(`input[type=radio][name="a.${id}"]`).count() > 0) {
      await page.locator(`input[type=radio][name="a.${id}"][value="${value}"]`).check()
    } else if (value !== undefined) {
      await page.fill(`[name="a.${id}"]`, value)
    }
  }
}

async function begin (page, lang) {
  await page.goto(`/thu-tuc/${BULLETIN}?lang=${lang}`)
  await page.getByRole('button', { name: WORDS[lang].apply }).click()
}

async function sayWhoApplies (page, lang) {
  await page.locator('input[name="p.kind"][value="organisation"]').check()
  await page.fill('#name', 'Trường Cao đẳng Mẫu')
  await page.fill('#id_no', '4400000077')
  await page.fill('#phone', '0257 300 0011')
  await page.fill('#email', 'truong@mau.example')
  await page.fill('#address', 'Số 1 đường Mẫu, phường Tuy Hòa, tỉnh Đắk Lắk')
  await page.locator('main form').getByRole('button', { name: WORDS[lang].on }).last().click()
}

/** From who applies to the receipt; answers the code and the secret. */
async function apply (page, lang, name, check = async () => {}) {
  await sayWhoApplies(page, lang)
  while (page.url().includes('/phan/')) {
    await check()
    await fillIn(page, answersFor(name))
    await page.getByRole('button', { name: WORDS[lang].on }).last().click()
  }
  await expect(page).toHaveURL(/giay-to/)
  const hasScripts = await page.locator('body.js-enabled').count() > 0
  for (const paper of ['declaration', 'establishment_document', 'responsible_cv', 'responsible_degree_copy', 'masthead']) {
    await page.setInputFiles(`[name="f.${paper}"]`, { name: `${paper}.pdf`, mimeType: 'application/pdf', buffer: PDF })
    if (!hasScripts) continue
    await expect(page.locator('.dm-file__name', { hasText: `${paper}.pdf` })).toBeVisible()
  }
  await check()
  await page.getByRole('button', { name: WORDS[lang].on }).last().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(WORDS[lang].look)
  await check()
  await page.getByRole('button', { name: WORDS[lang].hand, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(WORDS[lang].receipt)
  await check()
  const [code, secret] = await page.locator('.govuk-panel .dm-code').allTextContents()
  return { code, secret }
}

/** The officers of the demo, through the API. */
class Officers {
  constructor (request) { this.request = request; this.tokens = {} }

  async act (person, code, action, body = {}) {
    if (!this.tokens[person]) {
      const said = await this.request.post('/api/v1/sessions', { data: { person, password: PASSWORD } })
      expect(said.status(), person).toBe(201)
      this.tokens[person] = (await said.json()).token
    }
    const headers = { authorization: `Bearer ${this.tokens[person]}`, cookie: '' }
    const said = await this.request.post(`/api/v1/dossiers/${code}/actions`, { headers, data: { action, with: body } })
    expect(said.status(), `${action}: ${await said.text()}`).toBe(200)
  }

  async askForMore (code) {
    await this.act('le.thi.hoa', code, 'accept')
    await this.act('le.thi.hoa', code, 'transfer')
    await this.act('pham.van.duc', code, 'assign', { officer: 'vo.thi.lan' })
    await this.act('vo.thi.lan', code, 'request_supplement', {
      items: [
        { paper: 'masthead', reason: 'unreadable_file', text: 'Ảnh bị mờ, chụp lại cả trang' },
        { field: 'print_run', reason: 'incorrect_answer', text: 'Số bản chưa khớp tờ khai' }
      ]
    })
  }

  async licence (code) {
    for (const condition of CONDITIONS) await this.act('vo.thi.lan', code, 'assess', { condition, met: true, evidence: 'Đã đối chiếu' })
    await this.act('vo.thi.lan', code, 'draft', { outcome: 'grant' })
    await this.act('vo.thi.lan', code, 'submit_for_approval')
    await this.act('pham.van.duc', code, 'approve')
    await this.act('tran.thi.binh', code, 'sign')
    await this.act('le.thi.hoa', code, 'hand_over', { to: 'Trường Cao đẳng Mẫu', method: 'counter' })
  }
}

for (const scripts of [true, false]) {
  for (const lang of ['vi', 'en']) {
    test(`a newcomer gets the bulletin licence on a phone, ${lang}, ${scripts ? 'with' : 'without'} scripts`, async ({ browser, request }) => {
      test.setTimeout(150_000)
      const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: scripts })
      const page = await context.newPage()
      // axe is a script itself; without scripts the pages are the same.
      const sound = async () => { if (scripts) await isSound(page) }
      const officers = new Officers(request)
      const name = `Bản tin ${lang} ${scripts ? 'một' : 'hai'} ${Date.now()}`
      await page.goto(`/?lang=${lang}`)
      await sound()
      await page.fill('#tim', lang === 'vi' ? 'xin ra to tinh' : 'newsleter')
      await page.getByRole('button', { name: WORDS[lang].find }).click()
      await sound()
      await page.locator(`main a[href="/thu-tuc/${BULLETIN}"]`).click()
      await sound()
      await page.getByRole('button', { name: WORDS[lang].apply }).click()
      await sound()
      const { code, secret } = await apply(page, lang, name, sound)

      await officers.askForMore(code)
      await page.context().clearCookies({ name: 'daumoi_case' })
      await page.goto(`/tra-cuu?ma=${code}`)
      await page.fill('#khoa', secret)
      await page.getByRole('button', { name: WORDS[lang].show }).click()
      await sound()
      await expect(page.locator('main')).toContainText('Ảnh bị mờ')
      await page.getByRole('button', { name: WORDS[lang].complete }).or(page.getByRole('link', { name: WORDS[lang].complete })).first().click()
      await sound()
      await page.fill('[name="a.print_run"]', '600')
      await page.setInputFiles('[name="f.masthead"]', { name: 'mang-set.pdf', mimeType: 'application/pdf', buffer: PDF })
      if (scripts) await expect(page.locator('.dm-file__name')).toContainText('mang-set.pdf')
      await page.getByRole('button', { name: WORDS[lang].send }).last().click()
      await expect(page.locator('main')).toContainText(WORDS[lang].done)

      await officers.licence(code)
      await page.goto(`/tra-cuu/${code}`)
      await sound()
      const number = (await page.locator('main strong.dm-code').first().textContent()).trim()
      expect(number).toContain('/GP-STTTT')
      await page.locator('main a[href^="/kiem-tra"]').click()
      await sound()
      await expect(page.locator('main')).toContainText(name)
      await context.close()
    })
  }
}

test('what was typed is still there when the key is gone in the middle of a form', async ({ page, context }) => {
  await begin(page, 'vi')
  await sayWhoApplies(page, 'vi')
  const code = page.url().split('/')[4]
  await page.goto(`/nop-ho-so/${code}/phan/content`)
  await page.fill('#q-bulletin_name', 'Gõ dở "tên" <b>')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Lưu và tiếp tục' }).last().click()
  await expect(page.locator('main')).toContainText('vẫn còn đây')
  await isSound(page)
  await page.fill('#lien_he', '+84 257 300 0011')
  await page.getByRole('button', { name: 'Mở bản nháp' }).click()
  await expect(page.locator('#q-bulletin_name')).toHaveValue('Gõ dở "tên" <b>')
})

test('a draft is taken up on another device by its code and telephone number', async ({ page, browser }) => {
  await begin(page, 'vi')
  await sayWhoApplies(page, 'vi')
  const shown = await page.locator('.dm-keep .dm-code').textContent()
  const other = await browser.newContext({ viewport: PHONE })
  const phone = await other.newPage()
  await phone.goto('/')
  await phone.getByRole('link', { name: /Làm tiếp hồ sơ đang dở/ }).click()
  await phone.fill('#ma', shown.toLowerCase())
  await phone.fill('#lien_he', '02573000011')
  await phone.getByRole('button', { name: 'Mở bản nháp' }).click()
  await expect(phone.locator('main')).toContainText(shown)
  await isSound(phone)
  await other.close()
})

test('errors are told in a summary that has the focus and leads to each field', async ({ page }) => {
  await begin(page, 'vi')
  await page.getByRole('button', { name: 'Lưu và tiếp tục' }).last().click()
  await expect(page.locator('.govuk-error-summary')).toBeFocused()
  await page.locator('.govuk-error-summary a', { hasText: 'điện thoại' }).click()
  await expect(page.locator('#phone')).toBeFocused()
  await isSound(page)
  expect(await page.title()).toContain('Lỗi:')
})

test('a file that is not what it seems is refused in words beside its paper', async ({ page }) => {
  await begin(page, 'vi')
  await page.goto(page.url().replace('nguoi-nop', 'giay-to'))
  await page.setInputFiles('[name="f.masthead"]', { name: 'anh.pdf', mimeType: 'application/pdf', buffer: Buffer.from('không phải PDF') })
  await expect(page.locator('#q-masthead-error')).toContainText('anh.pdf')
  await isSound(page)
})

test('the pages that anyone opens are sound in both languages and widths', async ({ page }) => {
  test.setTimeout(150_000)
  for (const path of ['/', '/thu-tuc', '/thu-tuc?tim=ban+tin', '/thu-tuc?tim=zzzz', `/thu-tuc/${BULLETIN}`, '/tra-cuu', '/kiem-tra', '/kiem-tra?so=khong', '/nhiem-vu', '/gop-y', '/nop-ho-so/mo-lai']) {
    await soundEverywhere(page, path)
  }
})

test('script, quotes and marks that turn the direction stay text', async ({ page }) => {
  let alerted = false
  page.on('dialog', async (dialog) => { alerted = true; await dialog.dismiss() })
  const odd = '<script>alert(1)</script>"\'\u202E&<img src=x onerror=alert(2)>'
  await page.setViewportSize(SCREEN)
  await begin(page, 'vi')
  await sayWhoApplies(page, 'vi')
  await fillIn(page, { ...answersFor('x'), org: odd, org_legal_doc_no: `${odd}${'Ă'.repeat(10_000)}` })
  await page.getByRole('button', { name: 'Lưu và tiếp tục' }).last().click()
  await expect(page.locator('#q-org')).toHaveValue(odd)
  const code = page.url().split('/')[4]
  await page.setViewportSize(PHONE)
  await page.goto(`/nop-ho-so/${code}/xem-lai`)
  await isSound(page)
  expect(alerted).toBe(false)
})
