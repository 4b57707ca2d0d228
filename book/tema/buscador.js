// El buscador: sin red, también con el libro abierto desde el disco. Entiende plurales, tildes y flexiones corrientes
// del español. El índice (indice.js) lo escribe `cargo run -- libro` y solo se carga cuando se busca.
'use strict';

(function () {
    const dialogo = document.getElementById('buscador');
    const campo = document.getElementById('que-buscar');
    const lista = document.getElementById('resultados');
    const cuantos = document.getElementById('cuantos-resultados');
    const MAXIMO = 30;

    const normalizar = (texto) => texto.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '');

    // De lo más largo a lo más corto; lo que quede tiene que tener al menos cuatro letras.
    const FINALES = [
        'aciones', 'iciones', 'amientos', 'imientos', 'adores', 'idores', 'adoras', 'idoras', 'acion', 'icion', 'amiento',
        'imiento', 'ancias', 'encias', 'ancia', 'encia', 'ador', 'idor', 'adora', 'idora', 'iendo', 'yendo', 'ando', 'ieron', 'aron', 'iamos', 'abamos',
        'arian', 'erian', 'irian', 'aria', 'eria', 'iria', 'aban', 'aba', 'ados', 'adas', 'idos', 'idas', 'ado', 'ada',
        'ido', 'ida', 'amos', 'emos', 'imos', 'mente', 'ara', 'era', 'ira', 'iones', 'ion', 'ar', 'er', 'ir', 'an', 'en',
    ];
    const raices = new Map();

    function raiz(palabra) {
        let hecha = raices.get(palabra);
        if (hecha === undefined) {
            hecha = reducir(palabra);
            raices.set(palabra, hecha);
        }
        return hecha;
    }

    function reducir(palabra) {
        if (palabra.length < 4 || /[\d_]/.test(palabra)) return palabra;
        for (const final of FINALES) {
            if (palabra.endsWith(final) && palabra.length - final.length >= 4) return palabra.slice(0, -final.length);
        }
        let singular = palabra;
        if (singular.endsWith('ces')) singular = singular.slice(0, -3) + 'z';
        else if (/[^aeiou]es$/.test(singular)) singular = singular.slice(0, -2);
        else if (/[aeiou]s$/.test(singular)) singular = singular.slice(0, -1);
        // «cliente» y «clientes», «hilo» e «hilos», «vacía» y «vacío».
        return singular.length > 3 ? singular.replace(/[aeo]$/, '') : singular;
    }

    const PALABRA = /[\p{L}\p{N}_]+/gu;
    const palabras = (texto) => (normalizar(texto).match(PALABRA) || []).flatMap((una) =>
        una.includes('_') ? [una, ...una.split('_').filter(Boolean)] : [una]);

    let apartados = null;

    function preparar() {
        return window.indiceDelLibro.map(([direccion, pagina, titulo, texto]) => {
            const pesos = new Map();
            const sumar = (trozo, peso) => palabras(trozo).forEach((una) => {
                for (const clave of new Set([una, '~' + raiz(una)])) pesos.set(clave, (pesos.get(clave) || 0) + peso);
            });
            sumar(titulo, 12);
            if (titulo !== pagina) sumar(pagina, 3);
            sumar(texto, 1);
            const largo = Math.log(20 + texto.length / 6);
            return { direccion, pagina, titulo, texto, pesos, largo };
        });
    }

    let cargando = null;

    function cargar() {
        cargando ??= new Promise((hecho, fallo) => {
            const guion = document.createElement('script');
            guion.src = raizDelLibro + 'indice.js';
            guion.onload = () => { apartados = preparar(); hecho(); };
            guion.onerror = fallo;
            document.head.append(guion);
        });
        return cargando;
    }

    // Cuánto vale un apartado para una palabra: escrita igual, con la misma raíz o, si aún se está tecleando, empezada así.
    function valor(apartado, palabra, ultima) {
        const exacta = apartado.pesos.get(palabra) || 0;
        const parecida = apartado.pesos.get('~' + raiz(palabra)) || 0;
        if (exacta + parecida > 0) return 1 + 2 * Math.log1p(exacta) + Math.log1p(parecida);
        if (!ultima || palabra.length < 2) return 0;
        let mejor = 0;
        for (const [clave, peso] of apartado.pesos) {
            if (clave.startsWith(palabra)) mejor = Math.max(mejor, Math.log1p(peso) / 2);
        }
        return mejor;
    }

    function buscar(pregunta) {
        const pedidas = [...new Set((normalizar(pregunta).match(PALABRA) || []))];
        if (pedidas.length === 0) return { pedidas, hallados: [] };
        const hallados = [];
        for (const apartado of apartados) {
            let total = 0;
            let casan = 0;
            pedidas.forEach((palabra, indice) => {
                const suyo = valor(apartado, palabra, indice === pedidas.length - 1);
                total += suyo;
                casan += suyo > 0 ? 1 : 0;
            });
            if (casan > 0) hallados.push({ apartado, casan, total: total / apartado.largo });
        }
        hallados.sort((a, b) => b.casan - a.casan || b.total - a.total);
        // Si algún apartado las tiene todas, los que tienen solo algunas estorban.
        const todas = hallados.filter((uno) => uno.casan === pedidas.length);
        return { pedidas, hallados: todas.length > 0 ? todas : hallados };
    }

    function casa(palabra, pedidas) {
        const normal = normalizar(palabra);
        return pedidas.some((pedida) => normal === pedida || raiz(normal) === raiz(pedida) ||
            (pedida.length > 2 && normal.startsWith(pedida)) || normal.split('_').includes(pedida));
    }

    // El texto con lo buscado señalado, como nodos: nada de lo que se lee se interpreta como HTML.
    function senalar(texto, pedidas) {
        const nodos = document.createDocumentFragment();
        let hasta = 0;
        for (const hallada of texto.matchAll(PALABRA)) {
            if (!casa(hallada[0], pedidas)) continue;
            nodos.append(texto.slice(hasta, hallada.index));
            const marca = document.createElement('mark');
            marca.textContent = hallada[0];
            nodos.append(marca);
            hasta = hallada.index + hallada[0].length;
        }
        nodos.append(texto.slice(hasta));
        return nodos;
    }

    const FRAGMENTO = 190;

    // El trozo en el que están juntas más de las palabras pedidas.
    function fragmento(texto, pedidas) {
        const halladas = [...texto.matchAll(PALABRA)]
            .map((hallada) => ({ lugar: hallada.index, de: pedidas.filter((pedida) => casa(hallada[0], [pedida])) }))
            .filter((hallada) => hallada.de.length > 0);
        let [centro, mejor] = [0, 0];
        for (const { lugar } of halladas) {
            const cerca = halladas.filter((otra) => otra.lugar >= lugar && otra.lugar < lugar + FRAGMENTO - 80);
            const juntas = new Set(cerca.flatMap((otra) => otra.de)).size;
            if (juntas > mejor) [centro, mejor] = [lugar, juntas];
        }
        let desde = Math.max(0, centro - 60);
        if (desde > 0) desde = texto.indexOf(' ', desde) + 1;
        let hasta = Math.min(texto.length, desde + FRAGMENTO);
        if (hasta < texto.length) hasta = texto.lastIndexOf(' ', hasta);
        return (desde > 0 ? '… ' : '') + texto.slice(desde, hasta) + (hasta < texto.length ? ' …' : '');
    }

    let elegido = -1;

    function elegir(cual) {
        const opciones = [...lista.children];
        if (opciones.length === 0) return;
        elegido = (cual + opciones.length) % opciones.length;
        opciones.forEach((opcion, indice) => opcion.setAttribute('aria-selected', String(indice === elegido)));
        campo.setAttribute('aria-activedescendant', opciones[elegido].id);
        opciones[elegido].scrollIntoView({ block: 'nearest' });
    }

    function mostrar() {
        const { pedidas, hallados } = buscar(campo.value);
        lista.replaceChildren();
        lista.dataset.de = campo.value;
        elegido = -1;
        campo.removeAttribute('aria-activedescendant');
        hallados.slice(0, MAXIMO).forEach(({ apartado }, indice) => {
            const opcion = document.createElement('li');
            opcion.id = 'resultado-' + indice;
            opcion.setAttribute('role', 'option');
            opcion.setAttribute('aria-selected', 'false');
            opcion.dataset.direccion = raizDelLibro + apartado.direccion;
            const titulo = document.createElement('strong');
            titulo.append(senalar(apartado.titulo || apartado.pagina, pedidas));
            opcion.append(titulo);
            if (apartado.titulo !== apartado.pagina) {
                const pagina = document.createElement('span');
                pagina.className = 'de-que-pagina';
                pagina.textContent = apartado.pagina;
                opcion.append(' ', pagina);
            }
            const parrafo = document.createElement('p');
            parrafo.append(senalar(fragmento(apartado.texto, pedidas), pedidas));
            opcion.append(parrafo);
            opcion.addEventListener('click', () => abrir(opcion));
            lista.append(opcion);
        });
        campo.setAttribute('aria-expanded', String(lista.children.length > 0));
        if (pedidas.length === 0) cuantos.textContent = '';
        else if (hallados.length === 0) cuantos.textContent = 'No hay nada con esas palabras. Prueba con otras, o con menos.';
        else if (hallados.length === 1) cuantos.textContent = 'Un resultado';
        else if (hallados.length > MAXIMO) cuantos.textContent = `${hallados.length} resultados; estos son los ${MAXIMO} primeros`;
        else cuantos.textContent = `${hallados.length} resultados`;
    }

    function abrir(opcion) {
        dialogo.close();
        location.href = opcion.dataset.direccion;
    }

    document.getElementById('boton-buscar').addEventListener('click', async () => {
        dialogo.showModal();
        campo.select();
        try {
            await cargar();
            mostrar();
        } catch {
            cuantos.textContent = 'Este libro se ha construido sin buscador. Constrúyelo con: cargo run -- libro';
        }
    });
    campo.addEventListener('input', () => { if (apartados) mostrar(); });
    campo.addEventListener('keydown', (tecla) => {
        if (tecla.key === 'ArrowDown' || tecla.key === 'ArrowUp') {
            tecla.preventDefault();
            elegir(tecla.key === 'ArrowDown' ? elegido + 1 : (elegido < 0 ? 0 : elegido) - 1);
        } else if (tecla.key === 'Enter') {
            tecla.preventDefault();
            const opcion = lista.children[Math.max(0, elegido)];
            if (opcion) abrir(opcion);
        } else if (tecla.key === 'Escape') {
            tecla.preventDefault();
            dialogo.close();
        }
    });
})();
