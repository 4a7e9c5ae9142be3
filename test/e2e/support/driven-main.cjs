'use strict';
/**
 * The desktop's main program, held back until the driver is connected and says so, as the driver does with an Electron that
 * it starts by itself. Without it a window may open before anybody looks for it.
 */
const { app } = require('electron');

const connected = new Promise((resolve) => (globalThis.__playwright_run = resolve));
const whenReady = app.whenReady.bind(app);
app.whenReady = () => connected.then(whenReady);

require('./main.cjs');
