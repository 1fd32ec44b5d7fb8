// The real program with a small demo province, in the Chromium that Debian ships.
import { defineConfig } from '@playwright/test'

const port = process.env.E2E_PORT ?? '8090'
const program = process.env.E2E_PROGRAM ?? '../target/debug/daumoi'
const data = process.env.E2E_DATA ?? '../target/e2e'

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  // A whole life of a case in a debug build takes a minute on two busy cores.
  timeout: 240_000,
  reporter: [['list']],
  forbidOnly: true,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
    }
  },
  webServer: {
    command: `rm -rf ${data} && mkdir -p ${data} && ${program} serve --listen 127.0.0.1:${port} --demo --demo-cases ${process.env.E2E_CASES ?? 300}`,
    env: { DAUMOI_DATA: data, DAUMOI_DEFINITIONS: '../definitions', DAUMOI_LOG_LEVEL: 'warn' },
    url: `http://127.0.0.1:${port}/readyz`,
    timeout: 300_000,
    reuseExistingServer: process.env.E2E_REUSE === '1',
    stdout: 'ignore',
    stderr: 'pipe'
  }
})
