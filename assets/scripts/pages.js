// What the public pages gain from a script; they work whole without it. Small, because it is loaded on a phone.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios } from 'govuk-frontend'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]) {
  createAll(component)
}

// A file goes up as soon as it is chosen: nobody has to find a second button on a phone.
for (const input of document.querySelectorAll('input[type="file"][data-upload]')) {
  input.addEventListener('change', () => {
    if (input.files.length === 0) return
    const note = document.createElement('p')
    note.className = 'dm-uploading'
    note.setAttribute('role', 'status')
    note.textContent = document.documentElement.lang === 'en' ? 'Sending the file…' : 'Đang tải tệp lên…'
    input.closest('.dm-upload').after(note)
    input.form.requestSubmit(input.form.querySelector(`button[value="${input.dataset.upload}"]`))
  })
}
for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print())
}
