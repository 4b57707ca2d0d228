// Lo que hace funcionar el libro: el índice, el tema, los atajos y los botones de copiar. Sin red y sin dependencias.
'use strict';

(function () {
    const raiz = document.documentElement;
    const porId = (id) => document.getElementById(id);
    const recordar = (clave, valor) => { try { localStorage.setItem(clave, valor); } catch { /* sin memoria */ } };

    // ── El índice ──────────────────────────────────────────────────────────────────────────────
    const indice = porId('indice');
    const botonIndice = porId('boton-indice');
    const aqui = decodeURI(location.pathname).replace(/\/$/, '/index.html');

    function dibujarIndice() {
        let lista = document.createElement('ul');
        const capitulos = window.capitulosDelLibro || [];
        indice.append(lista);
        let madre = null;
        capitulos.forEach((capitulo) => {
            if (capitulo.parte) {
                const titulo = document.createElement('p');
                titulo.className = 'parte';
                titulo.innerHTML = capitulo.parte;
                lista = document.createElement('ul');
                indice.append(titulo, lista);
                return;
            }
            if (!capitulo.ruta) return;
            const entrada = document.createElement('li');
            const enlace = document.createElement('a');
            enlace.innerHTML = capitulo.nombre;
            enlace.href = raizDelLibro + capitulo.ruta.replace(/\.md$/, '.html');
            entrada.append(enlace);
            const esHija = (capitulo.numero.match(/\./g) || []).length > 1;
            if (esHija && madre) {
                let hijas = madre.querySelector('ul');
                if (!hijas) {
                    hijas = document.createElement('ul');
                    hijas.hidden = true;
                    madre.append(hijas);
                }
                hijas.append(entrada);
            } else {
                lista.append(entrada);
                madre = entrada;
            }
            const suya = decodeURI(new URL(enlace.href, location.href).pathname);
            if (suya === aqui || (aqui.endsWith('/index.html') && suya === aqui.replace(/index\.html$/, 'README.html'))) {
                enlace.setAttribute('aria-current', 'page');
            }
            // Las páginas hijas solo se enseñan cuando se está en ellas o en su madre.
            if (enlace.hasAttribute('aria-current') && madre) madre.classList.add('abierta');
        });
        indice.querySelectorAll('li.abierta > ul').forEach((hijas) => { hijas.hidden = false; });
        const actual = indice.querySelector('[aria-current]');
        if (actual) indice.scrollTop = Math.max(0, actual.offsetTop - indice.clientHeight / 3);
    }

    const ancha = matchMedia('(min-width: 68rem)');

    function mostrarIndice(si, foco) {
        raiz.classList.toggle('con-indice', si);
        botonIndice.setAttribute('aria-expanded', String(si));
        // Fuera de la vista, que tampoco se llegue con el tabulador.
        indice.inert = !si;
        if (si && foco && !ancha.matches) (indice.querySelector('[aria-current]') || indice.querySelector('a'))?.focus();
        if (!si && foco) botonIndice.focus();
    }

    if (!document.body.classList.contains('para-imprimir')) {
        dibujarIndice();
        let guardado = null;
        try { guardado = localStorage.getItem('redes-indice'); } catch { /* sin memoria */ }
        mostrarIndice(ancha.matches && guardado !== 'cerrado', false);
        ancha.addEventListener('change', () => mostrarIndice(ancha.matches, false));
        botonIndice.addEventListener('click', () => {
            const abrir = !raiz.classList.contains('con-indice');
            if (ancha.matches) recordar('redes-indice', abrir ? 'abierto' : 'cerrado');
            mostrarIndice(abrir, true);
        });
        document.querySelector('.pagina').addEventListener('click', () => {
            if (!ancha.matches && raiz.classList.contains('con-indice')) mostrarIndice(false, false);
        });
    }

    // ── Claro y oscuro ─────────────────────────────────────────────────────────────────────────
    porId('boton-tema').addEventListener('click', () => {
        const oscuro = raiz.dataset.tema
            ? raiz.dataset.tema === 'oscuro'
            : matchMedia('(prefers-color-scheme: dark)').matches;
        raiz.dataset.tema = oscuro ? 'claro' : 'oscuro';
        recordar('redes-tema', raiz.dataset.tema);
    });

    // ── El código ──────────────────────────────────────────────────────────────────────────────
    document.querySelectorAll('pre > code[class*="language-"]').forEach((codigo) => {
        if (window.hljs) hljs.highlightBlock(codigo);
    });
    // Un bloque más ancho que la pantalla se desplaza: que también se pueda con el teclado.
    document.querySelectorAll('main pre').forEach((bloque) => { bloque.tabIndex = 0; });
    document.querySelectorAll('main table').forEach((tabla) => {
        const marco = document.createElement('div');
        marco.className = 'marco-de-tabla';
        marco.tabIndex = 0;
        marco.setAttribute('role', 'group');
        marco.setAttribute('aria-label', 'Tabla');
        tabla.replaceWith(marco);
        marco.append(tabla);
    });

    function aCopiar(codigo) {
        const ordenes = [...codigo.querySelectorAll('.orden')];
        if (ordenes.length > 0) return ordenes.map((orden) => orden.textContent).join('\n');
        return codigo.textContent;
    }

    async function copiar(texto) {
        // El portapapeles moderno no existe al abrir el libro desde el disco en todos los navegadores.
        try {
            await navigator.clipboard.writeText(texto);
        } catch {
            const papel = document.createElement('textarea');
            papel.value = texto;
            document.body.append(papel);
            papel.select();
            document.execCommand('copy');
            papel.remove();
        }
    }

    document.querySelectorAll('main pre > code').forEach((codigo) => {
        const marco = document.createElement('div');
        marco.className = 'marco-de-codigo';
        codigo.parentElement.replaceWith(marco);
        marco.append(codigo.parentElement);
        const botones = document.createElement('div');
        botones.className = 'botones';
        marco.append(botones);
        const boton = (texto, alPulsar) => {
            const nuevo = document.createElement('button');
            nuevo.type = 'button';
            nuevo.textContent = texto;
            nuevo.addEventListener('click', () => alPulsar(nuevo));
            botones.append(nuevo);
        };
        if (codigo.querySelector('.boring')) {
            codigo.classList.add('sin-relleno');
            boton('Ver entero', (este) => {
                const escondido = codigo.classList.toggle('sin-relleno');
                este.textContent = escondido ? 'Ver entero' : 'Ver lo justo';
            });
        }
        const nombre = codigo.querySelector('.orden') ? 'Copiar la orden' : 'Copiar';
        boton(nombre, async (este) => {
            await copiar(aCopiar(codigo));
            este.textContent = 'Copiado';
            este.setAttribute('aria-live', 'polite');
            setTimeout(() => { este.textContent = nombre; }, 1500);
        });
    });

    // ── El teclado ─────────────────────────────────────────────────────────────────────────────
    const ayuda = porId('ayuda');
    porId('boton-ayuda').addEventListener('click', () => ayuda.showModal());

    document.addEventListener('keydown', (tecla) => {
        if (tecla.ctrlKey || tecla.altKey || tecla.metaKey || tecla.defaultPrevented) return;
        const escribe = tecla.target.closest('input, select, textarea, [contenteditable], [role="slider"], dialog, .cable-marco, pre, canvas');
        if (tecla.key === 'Escape' && raiz.classList.contains('con-indice') && !ancha.matches) mostrarIndice(false, true);
        if (escribe) return;
        const ir = (cual) => { const enlace = document.querySelector('.vecinas .' + cual); if (enlace) location.href = enlace.href; };
        switch (tecla.key) {
            case 'ArrowLeft': ir('anterior'); break;
            case 'ArrowRight': ir('siguiente'); break;
            case '?': ayuda.showModal(); break;
            case 'i': botonIndice.click(); break;
            case '/': tecla.preventDefault(); porId('boton-buscar').click(); break;
        }
    });
})();
