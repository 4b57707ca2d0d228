// Lo que tiene que cumplir la red de «TCP frente a UDP», y los sorteos con que tests/jugar.rs la compara con `redes::fallas`.

"use strict";

const assert = require("node:assert");
const path = require("node:path");
const { Azar, Camino, Carril } = require(path.join(__dirname, "../../book/src/jugar/red.js"));

const AJUSTES = { total: 3072, perder: 0, desordenar: 0, demora: 50, ventana: 32, ritmo: 3, semilla: 7 };

/** Lleva un carril hasta el final. Devuelve en qué orden se ha dibujado cada píxel. */
function correr(manera, cambios) {
    const carril = new Carril(manera, { ...AJUSTES, ...cambios });
    const orden = [];
    let maximo = 0;
    for (let ahora = 0; carril.cuenta.fin === null; ahora += 1) {
        assert(ahora < 3_600_000, `${manera} con ${JSON.stringify(cambios)} no acaba`);
        orden.push(...carril.avanzar(ahora).dibujados);
        if (carril.conAcuses) {
            maximo = Math.max(maximo, carril.emisor.vuelo.length);
        }
    }
    return { carril, orden, maximo };
}

const REDES = [{}, { perder: 0.01 }, { perder: 0.05 }, { perder: 0.2 }, { perder: 0.4, ventana: 5 }, { desordenar: 0.3 }, { perder: 0.2, desordenar: 0.2, demora: 200 }, { perder: 0.3, ventana: 1, total: 200 }];
const seguidos = (cuantos) => Array.from({ length: cuantos }, (_, i) => i);

for (const red of REDES) {
    const total = red.total ?? AJUSTES.total;
    const tcp = correr("tcp", red);
    assert.deepStrictEqual(tcp.orden, seguidos(total), "TCP lo entrega todo, una vez y en orden");
    const acuses = correr("udp-acuses", red);
    assert.deepStrictEqual([...acuses.orden].sort((a, b) => a - b), seguidos(total), "con acuses llega todo, una vez");
    assert(tcp.maximo <= (red.ventana ?? AJUSTES.ventana), "nunca hay más en camino que la ventana");
    const secas = correr("udp", red);
    assert.strictEqual(secas.orden.length + secas.carril.ida.perdidos, total, "a secas, lo que no se pierde se dibuja");
    assert.strictEqual(secas.carril.cuenta.enviados, total);
}

// Perdiendo p, para que lleguen 100 se envían 100 ÷ (1 − p): como en la lección 7, donde con el 20 % son unos 125.
for (const perder of [0.05, 0.2]) {
    const { carril } = correr("tcp", { perder });
    const razon = carril.cuenta.enviados / AJUSTES.total;
    assert(Math.abs(razon * (1 - perder) - 1) < 0.03, `con ${perder} salen ${razon} por píxel`);
}
// Sin pérdidas no se repite nada, y parar y esperar tarda una vuelta por píxel.
assert.strictEqual(correr("tcp", {}).carril.cuenta.repetidos, 0);
const parar = correr("tcp", { ventana: 1, total: 50 }).carril.cuenta.fin;
assert(parar >= 49 * 100 && parar <= 51 * 102, `parar y esperar tarda ${parar} ms`);
// Con desorden, TCP retiene y UDP no.
assert.notDeepStrictEqual(correr("udp", { desordenar: 0.2 }).orden, seguidos(AJUSTES.total));

// Para comparar: los números de una semilla, y qué hace un camino con doscientos datagramas.
const azar = new Azar(7);
const numeros = Array.from({ length: 5 }, () => azar.siguiente().toString());
const caminar = (perder, desordenar) => {
    const camino = new Camino({ perder, desordenar, demora: 0, semilla: 7 });
    const salen = [];
    for (let i = 0; i < 200; i += 1) {
        camino.enviar(i, i);
        salen.push(...camino.entregar(i));
    }
    return [...salen, ...camino.entregar(1e9)];
};
console.log(JSON.stringify({ numeros, perder: caminar(0.2, 0), desordenar: caminar(0, 0.2) }));
