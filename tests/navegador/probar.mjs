// El libro ya construido, mirado con un navegador de verdad: el buscador, las autoevaluaciones, las páginas para jugar,
// claro y oscuro, un teléfono y una pantalla, el papel, la accesibilidad, y que nada se pida fuera.
//
//     cargo run -- libro
//     npm ci --prefix tests/navegador
//     npm test --prefix tests/navegador
//
// Usa el Chromium del sistema (la variable CHROMIUM dice cuál, si no es el de siempre). Acaba con código 1 si algo falla.
// Con la variable FOTOS=carpeta deja en ella una imagen de cada página, para mirarlas.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const raiz = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const libro = join(raiz, 'target', 'libro');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOTOS = process.env.FOTOS;

const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'].find((ruta) => ruta && existsSync(ruta));

if (!CHROMIUM) {
    console.error('No encuentro Chromium. Instálalo (en Debian: sudo apt install chromium) o di dónde está con CHROMIUM.');
    process.exit(1);
}
if (!existsSync(join(libro, 'indice.js'))) {
    console.error('El libro no está construido, o no del todo. Constrúyelo antes: cargo run -- libro');
    process.exit(1);
}

// ── El banco de pruebas ────────────────────────────────────────────────────────────────────────

let bien = 0;
const mal = [];

async function prueba(nombre, hacer) {
    if (process.env.SOLO && !nombre.includes(process.env.SOLO)) return;
    const antes = mal.length;
    try {
        await hacer();
    } catch (error) {
        mal.push(`${nombre}: ${error.message}`);
    }
    if (mal.length === antes) bien += 1;
    console.log(`${mal.length === antes ? 'ok  ' : 'MAL '} ${nombre}`);
}

function exige(condicion, frase) {
    if (!condicion) throw new Error(frase);
}

function paginasDe(carpeta) {
    return readdirSync(carpeta).flatMap((nombre) => {
        const ruta = join(carpeta, nombre);
        if (statSync(ruta).isDirectory()) return paginasDe(ruta);
        return nombre.endsWith('.html') ? [relative(libro, ruta).replaceAll('\\', '/')] : [];
    });
}

const TODAS = paginasDe(libro).sort();
const capitulos = TODAS.filter((pagina) => !['print.html', 'toc.html', '404.html'].includes(pagina));
const direccion = (pagina) => pathToFileURL(join(libro, pagina)).href;

const navegador = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
});

const TELEFONO = { width: 360, height: 740 };
const PANTALLA = { width: 1280, height: 900 };
const fuera = new Set();
const errores = [];

async function abrir(pagina, opciones = {}) {
    const contexto = await navegador.newContext({ viewport: PANTALLA, locale: 'es-ES', ...opciones });
    const hoja = await contexto.newPage();
    hoja.on('request', (peticion) => {
        const pedida = peticion.url();
        if (!pedida.startsWith(pathToFileURL(libro).href) && !/^(data|blob|about):/.test(pedida)) fuera.add(`${pagina} pide ${pedida}`);
    });
    hoja.on('pageerror', (error) => errores.push(`${pagina}: ${error.message}`));
    // Irse de una página antes de que acabe de cargarse no es un error.
    hoja.on('requestfailed', (peticion) => {
        if (!peticion.failure().errorText.includes('ERR_ABORTED')) errores.push(`${pagina}: no se puede leer ${peticion.url()} (${peticion.failure().errorText}, desde ${hoja.url()})`);
    });
    await hoja.goto(direccion(pagina));
    return hoja;
}

const cerrar = (hoja) => hoja.context().close();

async function defectosDeAccesibilidad(hoja) {
    await hoja.evaluate(axe);
    // Sin «preload» no vuelve a pedir los estilos, que desde un fichero no se puede.
    const informe = await hoja.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: false }));
    return informe.violations
        .filter((una) => ['serious', 'critical'].includes(una.impact))
        .map((una) => `${una.id}: ${una.nodes.slice(0, 3).map((nodo) => nodo.html.slice(0, 120)).join(' · ')}`);
}

// ── Todas las páginas: que quepan, que se lean y que estén en español ──────────────────────────

// Lo que delata a una página sin traducir: lo que dicen mdBook y los navegadores en inglés.
const INGLES = /\b(search|chapter|toggle|theme|light|keyboard|shortcuts?|print this|copy|copied|hidden lines|previous|next|not found|results?|note|warning|tip)\b/i;

const conFotos = Boolean(FOTOS);
for (const [nombre, viewport] of [['360 px', TELEFONO], ['1280 px', PANTALLA]]) {
    for (const colorScheme of ['light', 'dark']) {
        // El tema no cambia lo que ocupan las cosas: en oscuro basta con un tamaño, salvo que se quieran todas las fotos.
        if (!conFotos && colorScheme === 'dark' && viewport === PANTALLA) continue;
        await prueba(`todas las páginas, ${nombre}, ${colorScheme === 'light' ? 'claro' : 'oscuro'}`, async () => {
            const hoja = await abrir(capitulos[0], { viewport, colorScheme });
            const defectos = [];
            for (const pagina of capitulos) {
                await hoja.goto(direccion(pagina));
                const visto = await hoja.evaluate(() => {
                    const sobra = document.documentElement.scrollWidth - window.innerWidth;
                    const ancha = sobra > 0 && [...document.querySelectorAll('main *')].find((uno) => uno.getBoundingClientRect().right > window.innerWidth + 1 && !uno.closest('pre, .marco-de-tabla, .cable-marco'));
                    return {
                        sobra,
                        culpable: ancha ? ancha.outerHTML.slice(0, 120) : '',
                        lang: document.documentElement.lang,
                        titulos: document.querySelectorAll('main h1').length,
                        rotas: [...document.images].filter((una) => una.complete && una.naturalWidth === 0).map((una) => una.src),
                        dichos: [document.title, ...[...document.querySelectorAll('[title], [aria-label], [placeholder], button')].flatMap((uno) =>
                            [uno.title, uno.ariaLabel, uno.placeholder, uno.tagName === 'BUTTON' ? uno.textContent : ''])].filter(Boolean),
                        defectuosas: document.querySelectorAll('.defecto').length,
                        fondo: getComputedStyle(document.body).backgroundColor,
                    };
                });
                if (visto.sobra > 0) defectos.push(`${pagina} se sale ${visto.sobra} px por la derecha: ${visto.culpable}`);
                if (visto.lang !== 'es') defectos.push(`${pagina} dice que está en «${visto.lang}»`);
                if (visto.titulos !== 1) defectos.push(`${pagina} tiene ${visto.titulos} títulos principales`);
                if (visto.rotas.length > 0) defectos.push(`${pagina}: no se ven ${visto.rotas}`);
                if (visto.defectuosas > 0 && !process.env.A_MEDIAS) defectos.push(`${pagina} tiene directivas que fallan`);
                for (const dicho of visto.dichos.filter((uno) => INGLES.test(uno))) defectos.push(`${pagina}: «${dicho}»`);
                const claro = Number(visto.fondo.match(/\d+/)[0]) > 128;
                if (claro !== (colorScheme === 'light')) defectos.push(`${pagina}: el fondo es ${visto.fondo}`);
                if (FOTOS) {
                    mkdirSync(FOTOS, { recursive: true });
                    const foto = `${pagina.replace(/\W+/g, '-')}-${viewport.width}-${colorScheme}.png`;
                    await hoja.screenshot({ path: join(FOTOS, foto), fullPage: true });
                }
            }
            await cerrar(hoja);
            exige(defectos.length === 0, defectos.join('\n      '));
        });
    }
}

for (const colorScheme of ['light', 'dark']) {
    await prueba(`accesibilidad, ${colorScheme === 'light' ? 'claro' : 'oscuro'}`, async () => {
        const hoja = await abrir(capitulos[0], { viewport: TELEFONO, colorScheme });
        const defectos = [];
        // De los diagnósticos, que son todos iguales, basta con unos cuantos.
        const elegidas = [...capitulos.filter((pagina) => !/\/R\d\d\.html$/.test(pagina) || /\/R0[1-5]\.html$/.test(pagina)), 'toc.html'];
        for (const pagina of elegidas) {
            await hoja.goto(direccion(pagina));
            defectos.push(...(await defectosDeAccesibilidad(hoja)).map((uno) => `${pagina}: ${uno}`));
        }
        await cerrar(hoja);
        exige(defectos.length === 0, defectos.join('\n      '));
    });
}

await prueba('axe ve lo que está mal', async () => {
    const hoja = await abrir('index.html');
    await hoja.evaluate(() => { document.querySelector('main').innerHTML += '<img src="imagenes/guia.png"><button></button>'; });
    exige((await defectosDeAccesibilidad(hoja)).length >= 2, 'no ha visto una imagen sin texto ni un botón sin nombre');
    await cerrar(hoja);
});

// ── El buscador ────────────────────────────────────────────────────────────────────────────────

async function buscar(hoja, que) {
    if (!await hoja.locator('#buscador').evaluate((uno) => uno.open)) await hoja.keyboard.press('/');
    await hoja.fill('#que-buscar', que);
    await hoja.waitForFunction((pedido) => document.getElementById('resultados').dataset.de === pedido, que);
    return hoja.$$eval('#resultados li', (lista) => lista.map((uno) => ({
        direccion: uno.dataset.direccion, texto: uno.textContent, marcas: [...uno.querySelectorAll('mark')].map((marca) => marca.textContent.toLowerCase()),
    })));
}

await prueba('el buscador entiende tildes, plurales y flexiones', async () => {
    const hoja = await abrir('index.html');
    // Lo que se teclea, y cómo está escrito en el libro.
    for (const [pedido, escrito] of [['conexion', /conexi[oó]n/], ['conexiones', /conexión/], ['datagrama', /datagramas/],
        ['DATAGRAMAS', /datagrama$/], ['bufer', /búfer/], ['envia', /enviar|envía/], ['hilo', /hilos/], ['leccion', /lección|lecciones/], ['bytes', /byte$/]]) {
        const hallados = await buscar(hoja, pedido);
        exige(hallados.length > 0, `«${pedido}» no encuentra nada`);
        const marcas = hallados.flatMap((uno) => uno.marcas);
        exige(marcas.some((marca) => escrito.test(marca)), `«${pedido}» no encuentra ${escrito}: ${[...new Set(marcas)]}`);
    }
    exige((await buscar(hoja, 'zzzqqq')).length === 0, 'encuentra lo que no hay');
    exige((await hoja.textContent('#cuantos-resultados')).startsWith('No hay nada'), 'no dice que no hay nada');
    await cerrar(hoja);
});

await prueba('las palabras se reducen como en español', async () => {
    // Un índice de mentira, para mirar solo cómo se reducen las palabras.
    const casos = [['configuracion', 'configuración'], ['corazones', 'corazón'], ['corazon', 'corazones'], ['datagrama', 'datagramas'],
        ['servidores', 'servidor'], ['cliente', 'clientes'], ['redes', 'red'], ['lapices', 'lápiz'], ['enviado', 'enviar'],
        ['configurar', 'configuración'], ['pinguino', 'pingüino']];
    const lista = casos.map(([, palabra], indice) => [`leccion1.html#${indice}`, 'p', 't', `aquí dice ${palabra} y ya`]);
    const hoja = await abrir('index.html');
    await hoja.route('**/indice.js', (ruta) => ruta.fulfill({ contentType: 'text/javascript', body: `window.indiceDelLibro = ${JSON.stringify(lista)};` }));
    await hoja.reload();
    for (const [pedido, escrito] of casos) {
        const hallados = await buscar(hoja, pedido);
        exige(hallados.some((uno) => uno.marcas.includes(escrito)), `«${pedido}» no encuentra «${escrito}»`);
    }
    exige((await buscar(hoja, 'servilleta')).length === 0, '«servilleta» encuentra «servidor»');
    await cerrar(hoja);
});

await prueba('el buscador se maneja con el teclado', async () => {
    const hoja = await abrir('leccion3.html');
    await buscar(hoja, 'datagrama');
    await hoja.keyboard.press('ArrowDown');
    await hoja.keyboard.press('ArrowDown');
    const elegido = await hoja.$eval('#resultados [aria-selected="true"]', (uno) => ({ id: uno.id, direccion: uno.dataset.direccion }));
    exige(elegido.id === 'resultado-1', `dos veces abajo elige ${elegido.id}`);
    exige(await hoja.getAttribute('#que-buscar', 'aria-activedescendant') === elegido.id, 'no se anuncia el elegido');
    await hoja.keyboard.press('Escape');
    exige(!await hoja.locator('#buscador').evaluate((uno) => uno.open), 'Esc no lo cierra');
    await buscar(hoja, 'datagrama');
    await hoja.keyboard.press('Enter');
    await hoja.waitForURL((nueva) => !nueva.href.endsWith('leccion3.html'));
    await cerrar(hoja);
});

await prueba('el buscador va desde las páginas de dentro', async () => {
    const hoja = await abrir('diagnosticos/R01.html');
    const [primero] = await buscar(hoja, 'píxeles');
    const destino = new URL(primero.direccion, hoja.url());
    exige(existsSync(fileURLToPath(destino.href.split('#')[0])), `${destino} no existe`);
    await cerrar(hoja);
});

await prueba('cada resultado lleva a un título que existe', async () => {
    const hoja = await abrir('index.html');
    const entradas = await hoja.evaluate((donde) => new Promise((hecho) => {
        const guion = document.createElement('script');
        guion.src = donde;
        guion.onload = () => hecho(window.indiceDelLibro.map(([suya]) => suya));
        document.head.append(guion);
    }), direccion('indice.js'));
    exige(entradas.length > 100, `solo hay ${entradas.length} apartados`);
    for (const entrada of entradas) {
        const [pagina, ancla] = entrada.split('#');
        const html = readFileSync(join(libro, pagina), 'utf8');
        exige(!ancla || html.includes(`id="${ancla}"`), `${entrada} no existe`);
    }
    await cerrar(hoja);
});

// ── Las autoevaluaciones ───────────────────────────────────────────────────────────────────────

const conTest = capitulos.filter((pagina) => readFileSync(join(libro, pagina), 'utf8').includes('class="autotest"'));

await prueba('la autoevaluación se contesta con el teclado, se explica y se recuerda', async () => {
    exige(conTest.length > 0, 'ninguna página tiene autoevaluación');
    const hoja = await abrir(conTest[0]);
    const primera = hoja.locator('fieldset').first();
    await primera.locator('button').click();
    exige((await primera.locator('[role=status]').textContent()).includes('Elige antes'), 'no pide una respuesta');
    // Con el teclado: se entra en el grupo, se baja hasta la buena y se pulsa el botón.
    const correcta = Number(await primera.getAttribute('data-correcta'));
    await primera.locator('input').first().focus();
    await hoja.keyboard.press('Space');
    for (let pasos = 1; pasos < correcta; pasos += 1) await hoja.keyboard.press('ArrowDown');
    await hoja.keyboard.press('Tab');
    await hoja.keyboard.press('Enter');
    const veredicto = await primera.locator('[role=status]').textContent();
    exige(veredicto.startsWith('Sí, es esa.') && veredicto.length > 30, `dice «${veredicto}»`);
    exige((await hoja.locator('.autotest-total').textContent()).includes('1 bien de 1'), 'no lleva la cuenta');
    // Una equivocada: dice cuál era y por qué.
    const segunda = hoja.locator('fieldset').nth(1);
    const otra = (Number(await segunda.getAttribute('data-correcta')) % 2) + 1;
    await segunda.locator(`input[value="${otra}"]`).check();
    await segunda.locator('button').click();
    exige((await segunda.locator('[role=status]').textContent()).startsWith('No es esa'), 'no dice que está mal');
    await hoja.reload();
    exige((await hoja.locator('fieldset').first().locator('[role=status]').textContent()).startsWith('Sí, es esa.'), 'no se acuerda');
    await hoja.locator('.otra-vez').click();
    exige(await hoja.locator('fieldset').first().locator('[role=status]').textContent() === '', 'no vuelve a empezar');
    await hoja.reload();
    exige(await hoja.locator('input:checked').count() === 0, 'se acuerda de lo que se ha borrado');
    await cerrar(hoja);
});

await prueba('todas las autoevaluaciones tienen cinco preguntas o más, y cada una se puede acertar', async () => {
    const hoja = await abrir(conTest[0]);
    for (const pagina of conTest) {
        await hoja.goto(direccion(pagina));
        const preguntas = hoja.locator('fieldset');
        const cuantas = await preguntas.count();
        exige(cuantas >= 5, `${pagina} tiene ${cuantas} preguntas`);
        for (let indice = 0; indice < cuantas; indice += 1) {
            const una = preguntas.nth(indice);
            await una.locator(`input[value="${await una.getAttribute('data-correcta')}"]`).check();
            await una.locator('button').click();
        }
        exige((await hoja.locator('.autotest-total').textContent()).includes('Enhorabuena'), `${pagina}: no las da por buenas`);
    }
    await cerrar(hoja);
});

await prueba('la autoevaluación vive sin memoria y se lee sin programas', async () => {
    const hoja = await abrir(conTest[0]);
    await hoja.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('prohibido'); } }));
    await hoja.reload();
    await hoja.locator('fieldset').first().locator('input').first().check();
    await hoja.locator('fieldset').first().locator('button').click();
    exige((await hoja.locator('fieldset').first().locator('[role=status]').textContent()).length > 20, 'sin memoria no contesta');
    await cerrar(hoja);
    const sin = await abrir(conTest[0], { javaScriptEnabled: false });
    await sin.locator('.autotest-porque summary').first().click();
    exige(await sin.locator('.autotest-porque p').first().isVisible(), 'sin JavaScript no se llega a la respuesta');
    exige(await sin.locator('noscript a').count() > 0 || (await sin.content()).includes('toc.html'), 'sin JavaScript no hay índice');
    await cerrar(sin);
});

// ── La interfaz ────────────────────────────────────────────────────────────────────────────────

await prueba('el índice, el tema y los atajos', async () => {
    const hoja = await abrir('leccion3.html', { viewport: TELEFONO, colorScheme: 'light' });
    exige(!await hoja.locator('#indice a').first().isVisible(), 'en un teléfono, el índice tapa la página');
    await hoja.click('#boton-indice');
    exige((await hoja.locator('#indice [aria-current]').textContent()).startsWith('3 ·'), 'no se sabe en qué página se está');
    await hoja.keyboard.press('Escape');
    await hoja.locator('#indice a').first().waitFor({ state: 'hidden', timeout: 5000 });
    await hoja.click('#boton-tema');
    await hoja.reload();
    exige(await hoja.evaluate(() => document.documentElement.dataset.tema) === 'oscuro', 'no recuerda el tema');
    await hoja.keyboard.press('?');
    exige(await hoja.locator('#ayuda').isVisible(), '? no enseña la ayuda');
    await hoja.keyboard.press('Escape');
    // El navegador la cierra cuando le parece, y mientras está abierta las flechas no cambian de página.
    await hoja.locator('#ayuda').waitFor({ state: 'hidden' });
    await hoja.keyboard.press('ArrowRight');
    await hoja.waitForURL(/leccion4/);
    await cerrar(hoja);
});

await prueba('se copia la orden, y no lo que contesta', async () => {
    const hoja = await abrir('index.html');
    await hoja.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const marco = hoja.locator('.marco-de-codigo', { has: hoja.locator('.orden') }).first();
    const orden = await marco.locator('.orden').first().textContent();
    await marco.hover();
    await marco.locator('.botones button').last().click();
    // El navegador copia cuando le parece: el botón lo dice cuando está hecho.
    await marco.locator('.botones button', { hasText: 'Copiado' }).waitFor();
    exige(await hoja.evaluate(() => navigator.clipboard.readText()) === orden, 'no se ha copiado la orden');
    exige(orden.startsWith('cargo '), `lo primero es «${orden}»`);
    await cerrar(hoja);
});

await prueba('los diagramas se ven en claro y en oscuro', async () => {
    for (const colorScheme of ['light', 'dark']) {
        const hoja = await abrir('index.html', { colorScheme });
        const colores = await hoja.evaluate(() => {
            const svg = document.querySelector('.cable svg');
            return { texto: getComputedStyle(svg.querySelector('text')).fill, caja: getComputedStyle(svg.closest('.cable-marco')).backgroundColor, titulo: svg.querySelector('title')?.textContent, desc: svg.querySelector('desc')?.textContent };
        });
        const luz = (color) => color.match(/\d+/g).slice(0, 3).reduce((suma, uno) => suma + Number(uno), 0);
        exige(Math.abs(luz(colores.texto) - luz(colores.caja)) > 200, `no se lee: ${colores.texto} sobre ${colores.caja}`);
        exige(colores.titulo && colores.desc.includes('El cliente envía'), 'le falta la descripción');
        await cerrar(hoja);
    }
});

// ── Las páginas para jugar ─────────────────────────────────────────────────────────────────────

for (const pagina of capitulos.filter((una) => una.startsWith('jugar/'))) {
    await prueba(`${pagina} se puede jugar`, async () => {
        const hoja = await abrir(pagina);
        const mandos = hoja.locator('main input, main button:not(.botones button), main select');
        const cuantos = await mandos.count();
        if (cuantos === 0) {
            exige(process.env.A_MEDIAS, 'no hay con qué jugar');
            return cerrar(hoja);
        }
        // Todo lo que se puede tocar tiene nombre, y tocarlo no rompe nada.
        for (const barra of await hoja.locator('main input[type=range]').all()) {
            for (const extremo of ['Home', 'End']) {
                await barra.focus();
                await hoja.keyboard.press(extremo);
            }
        }
        for (const boton of await hoja.locator('main button:not(.botones button)').all()) {
            if (await boton.isVisible() && await boton.isEnabled()) await boton.click();
        }
        await cerrar(hoja);
    });
}

// ── El papel ───────────────────────────────────────────────────────────────────────────────────

await prueba('se imprime, con las pistas y las respuestas abiertas y sin la interfaz', async () => {
    const hoja = await abrir(conTest[0]);
    const pdf = await hoja.pdf({ format: 'A4' });
    exige(pdf.length > 20_000 && pdf.subarray(0, 5).toString() === '%PDF-', 'no sale un PDF');
    await hoja.emulateMedia({ media: 'print' });
    exige(!await hoja.locator('.barra').isVisible() && !await hoja.locator('#indice').isVisible(), 'se imprime la interfaz');
    exige(await hoja.locator('.autotest-porque p').first().isVisible(), 'no se imprimen las respuestas');
    exige(await hoja.locator('details.pista p').first().isVisible(), 'no se imprimen las pistas');
    const ancho = await hoja.evaluate(() => getComputedStyle(document.querySelector('main')).backgroundColor);
    exige(ancho !== null, 'sin página');
    await cerrar(hoja);
});

await prueba('el libro entero en una página se puede imprimir', async () => {
    const hoja = await abrir('index.html');
    // Esa página se imprime sola al abrirse.
    await hoja.addInitScript(() => { window.print = () => { window.seImprime = true; }; });
    await hoja.goto(direccion('print.html'));
    await hoja.waitForFunction(() => window.seImprime);
    const titulos = await hoja.locator('main h1').count();
    exige(titulos > 10, `solo hay ${titulos} capítulos`);
    const repetidos = await hoja.evaluate(() => {
        const vistos = [...document.querySelectorAll('input[type=radio]')].map((uno) => uno.name + uno.value);
        return vistos.length - new Set(vistos).size;
    });
    exige(repetidos === 0, 'dos preguntas comparten sus respuestas');
    const pdf = await hoja.pdf({ format: 'A4' });
    exige(pdf.length > 100_000, 'no sale un PDF');
    await cerrar(hoja);
});

// ── Servido ────────────────────────────────────────────────────────────────────────────────────

await prueba('servido, también la página que no existe', async () => {
    const curso = join(raiz, 'target', 'debug', process.platform === 'win32' ? 'curso.exe' : 'curso');
    exige(existsSync(curso), 'no está target/debug/curso: cargo build');
    const servidor = spawn(curso, ['libro', '--servir', '--puerto', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
        const primera = await new Promise((hecho, fallo) => {
            let dicho = '';
            servidor.stdout.on('data', (trozo) => { dicho += trozo; if (dicho.includes('\n')) hecho(dicho.split('\n')[0]); });
            servidor.on('exit', () => fallo(new Error('el servidor ha terminado')));
        });
        exige(/^escuchando en 127\.0\.0\.1:\d+$/.test(primera), `lo primero que dice es «${primera}»`);
        const origen = primera.replace('escuchando en ', 'http://');
        const hoja = await (await navegador.newContext({ viewport: PANTALLA, locale: 'es-ES' })).newPage();
        const ajenas = [];
        hoja.on('request', (peticion) => { if (!peticion.url().startsWith(origen)) ajenas.push(peticion.url()); });
        hoja.on('pageerror', (error) => errores.push(`servido: ${error.message}`));
        await hoja.goto(`${origen}/diagnosticos/R01.html`);
        exige((await buscar(hoja, 'datagrama')).length > 0, 'servido, no busca');
        await hoja.keyboard.press('Escape');
        const respuesta = await hoja.goto(`${origen}/no/existe.html`);
        exige(respuesta.status() === 404, `contesta ${respuesta.status()}`);
        exige((await hoja.title()).startsWith('Esta página no existe'), `se titula «${await hoja.title()}»`);
        exige((await defectosDeAccesibilidad(hoja)).length === 0, 'no es accesible');
        await hoja.click('main a');
        exige((await hoja.locator('main h1').textContent()).includes('Redes con Rust'), 'no lleva al principio');
        exige(ajenas.length === 0, `pide ${ajenas}`);
        await cerrar(hoja);
    } finally {
        servidor.kill();
    }
});

// ── Y al final ─────────────────────────────────────────────────────────────────────────────────

await prueba('ninguna página da errores', async () => exige(errores.length === 0, [...new Set(errores)].join('\n      ')));
await prueba('nada se pide fuera del libro', async () => exige(fuera.size === 0, [...fuera].join('\n      ')));

await navegador.close();
for (const uno of mal) console.log(`\n✘ ${uno}`);
console.log(`\n${bien} passed, ${mal.length} failed`);
process.exit(mal.length === 0 ? 0 : 1);
