// What the desk gains from a script: parts of pages that change in place, and the components of the public pages.
import 'htmx.org'
import { createAll, Tabs } from 'govuk-frontend'
import './pages.js'

createAll(Tabs)
