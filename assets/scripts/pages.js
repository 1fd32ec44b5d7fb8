// What the public pages gain from a script; they work whole without it. Small, because it is loaded on a phone.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios } from 'govuk-frontend'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]) {
  createAll(component)
}
