// Builds what the pages load: one style sheet, one script a place, two weights of the typeface. Everything lands in
// build/ under a name that carries its hash, beside a packed copy, and is embedded into the program from there.
// Not here: pages (they are templates in crates/entry/web) and official papers (crates/infra/typeset).
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const target = join(here, 'build')
rmSync(target, { recursive: true, force: true })
mkdirSync(target)

/** Writes `bytes` under a name with its hash, and packed where packing helps; answers the address. */
function put (name, bytes) {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const [stem, ending] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))]
  const hashed = `${stem}.${digest}${ending}`
  writeFileSync(join(target, hashed), bytes)
  if (!ending.startsWith('.woff')) {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    writeFileSync(join(target, `${hashed}.br`), brotliCompressSync(bytes, quality))
    writeFileSync(join(target, `${hashed}.gz`), gzipSync(bytes, { level: 9 }))
  }
  return `/assets/${hashed}`
}

// The typeface: only the parts with the letters of the two languages.
const fonts = {}
for (const weight of [400, 600]) {
  for (const part of ['latin', 'vietnamese']) {
    const file = `be-vietnam-pro-${part}-${weight}-normal.woff2`
    const bytes = readFileSync(join(modules, '@fontsource/be-vietnam-pro/files', file))
    fonts[`${part}-${weight}`] = put(`be-vietnam-pro-${part}-${weight}.woff2`, bytes)
  }
}

// Pictures that our style sheet names, and those of the components it takes in.
const pictures = new Map()
for (const name of readdirSync(join(here, 'pictures'))) {
  pictures.set(name, put(name, readFileSync(join(here, 'pictures', name))))
}
function picture (name) {
  const known = pictures.get(name)
  if (known) return known
  const bytes = readFileSync(join(modules, '@ministryofjustice/frontend/moj/assets/images', name))
  pictures.set(name, put(name, bytes))
  return pictures.get(name)
}

const functions = {
  'daumoi-font($name)': ([name]) => new sass.SassString(`url("${fonts[name.assertString().text]}")`, { quotes: false })
}
function styled (entry) {
  const { css } = sass.compile(join(here, 'styles', entry), {
    style: 'compressed', loadPaths: [modules, here], functions, quietDeps: true, charset: false,
    // What a library says to itself about its own old parts is not ours to mend.
    ...(entry === '_moj.scss' ? { logger: sass.Logger.silent } : {})
  })
  return css.replace(/url\(["']?\/assets\/images\/([\w.-]+)["']?\)/g, (_, name) => `url("${picture(name)}")`)
}
const entries = readdirSync(join(here, 'styles')).filter((name) => name.endsWith('.scss') && !name.startsWith('_'))
for (const entry of entries) {
  const css = entry === 'daumoi.scss' ? styled('_moj.scss') + styled(entry) : styled(entry)
  put(entry.replace('.scss', '.css'), Buffer.from(css))
}

const scripts = readdirSync(join(here, 'scripts')).filter((name) => name.endsWith('.js'))
const built = await build({
  entryPoints: scripts.map((name) => join(here, 'scripts', name)),
  bundle: true, minify: true, format: 'esm', target: 'es2020', write: false, outdir: target, nodePaths: [modules],
  legalComments: 'none', logLevel: 'warning'
})
for (const file of built.outputFiles) {
  put(file.path.slice(file.path.lastIndexOf('/') + 1), Buffer.from(file.contents))
}
