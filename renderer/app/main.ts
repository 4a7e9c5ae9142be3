import ui from '@nuxt/ui/vue-plugin';
import { addAPIProvider } from '@iconify/vue';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { config } from 'zod';
import { listenToKeys } from '../keys/key-map.ts';
import App from './App.vue';
import { i18n } from './i18n.ts';
import { router } from './router.ts';
import './style.css';
import { showRememberedTheme } from './theme.ts';

// The content security policy forbids code made at run time.
config({ jitless: true });
showRememberedTheme();
// An icon that is not bundled stays away instead of being asked for on the network.
addAPIProvider('', { resources: [] });
listenToKeys();
createApp(App).use(createPinia()).use(i18n).use(router).use(ui).mount('#studio');
