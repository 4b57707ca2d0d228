// Las autoevaluaciones: se contesta, se comprueba y se explica. Lo contestado se recuerda en este navegador.
'use strict';

(function () {
    // Con el libro abierto desde el disco, o en modo privado, puede no haber memoria: dura lo que la página.
    const deEmergencia = new Map();
    const leer = (clave) => {
        try { return JSON.parse(localStorage.getItem(clave)) || {}; } catch { return deEmergencia.get(clave) || {}; }
    };
    const guardar = (clave, valor) => {
        deEmergencia.set(clave, valor);
        try { localStorage.setItem(clave, JSON.stringify(valor)); } catch { /* queda la de emergencia */ }
    };

    document.querySelectorAll('form.autotest').forEach((test) => {
        const clave = 'redes-autotest-' + test.dataset.autotest;
        const contestadas = leer(clave);
        const total = test.querySelector('.autotest-total');
        const preguntas = [...test.querySelectorAll('fieldset')];
        test.addEventListener('submit', (suceso) => suceso.preventDefault());

        const recontar = () => {
            const hechas = preguntas.filter((pregunta) => pregunta.dataset.hecha);
            const bien = hechas.filter((pregunta) => pregunta.dataset.hecha === 'bien').length;
            if (hechas.length === 0) total.textContent = '';
            else if (hechas.length < preguntas.length) total.textContent = `Llevas ${bien} bien de ${hechas.length}; quedan ${preguntas.length - hechas.length}.`;
            else if (bien === preguntas.length) total.textContent = `Las ${bien} bien. ¡Enhorabuena!`;
            else total.textContent = `${bien} bien de ${preguntas.length}. Relee el porqué de las otras y vuelve a probar.`;
            otraVez.hidden = hechas.length === 0;
        };

        preguntas.forEach((pregunta, indice) => {
            const veredicto = pregunta.querySelector('.autotest-veredicto');
            const porque = pregunta.querySelector('.autotest-porque');
            const explicacion = porque.querySelector('p:last-child');
            porque.hidden = true;
            const comprobar = document.createElement('button');
            comprobar.type = 'button';
            comprobar.className = 'comprobar';
            comprobar.textContent = 'Comprobar';
            veredicto.before(comprobar);

            const corregir = (valor) => {
                const bien = valor === pregunta.dataset.correcta;
                pregunta.dataset.hecha = bien ? 'bien' : 'mal';
                veredicto.replaceChildren();
                const frase = document.createElement('strong');
                frase.textContent = bien ? 'Sí, es esa. ' : `No es esa: es la ${pregunta.dataset.correcta}.ª `;
                veredicto.append(frase, explicacion.cloneNode(true));
                recontar();
            };

            comprobar.addEventListener('click', () => {
                const marcada = pregunta.querySelector('input:checked');
                if (!marcada) {
                    veredicto.textContent = 'Elige antes una respuesta.';
                    return;
                }
                contestadas[indice] = marcada.value;
                guardar(clave, contestadas);
                corregir(marcada.value);
            });
            pregunta.reiniciar = () => {
                delete pregunta.dataset.hecha;
                veredicto.replaceChildren();
                pregunta.querySelectorAll('input').forEach((opcion) => { opcion.checked = false; });
            };
            const deAntes = pregunta.querySelector(`input[value="${Number(contestadas[indice]) || 0}"]`);
            if (deAntes) deAntes.checked = true;
            pregunta.deAntes = deAntes && (() => corregir(deAntes.value));
        });

        const otraVez = document.createElement('button');
        otraVez.type = 'button';
        otraVez.className = 'otra-vez';
        otraVez.textContent = 'Empezar de nuevo';
        total.after(otraVez);
        otraVez.addEventListener('click', () => {
            Object.keys(contestadas).forEach((indice) => delete contestadas[indice]);
            guardar(clave, contestadas);
            preguntas.forEach((pregunta) => pregunta.reiniciar());
            recontar();
            preguntas[0].querySelector('input').focus();
        });
        preguntas.forEach((pregunta) => pregunta.deAntes && pregunta.deAntes());
        recontar();
    });
})();
