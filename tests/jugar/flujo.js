// Lo que tiene que cumplir «el flujo»: se corte por donde se corte, enmarcado salen siempre los mismos mensajes.

"use strict";

const assert = require("node:assert");
const path = require("node:path");
const { escribir, leer, aCrudo, porLineas, porMarcos, texto } = require(path.join(__dirname, "../../book/src/jugar/reglas-del-flujo.js"));

const MENSAJES = ["uno", "", "mañana", "🙂 y ya", "a\rb"];

/** Cortes y búferes muy distintos: ninguno, todos, y de dos en dos empezando en cada sitio. */
function* maneras(total) {
    for (const bufer of [1, 2, 3, 5, 1024]) {
        yield [[], bufer];
        yield [Array.from({ length: total - 1 }, (_, i) => i + 1), bufer];
        for (let uno = 1; uno < total; uno += 1) {
            for (let otro = uno; otro < total; otro += 3) {
                yield [[uno, otro], bufer];
            }
        }
    }
}

for (const modo of ["lineas", "marco"]) {
    const bytes = escribir(MENSAJES, modo).flat();
    for (const [cortes, bufer] of maneras(bytes.length)) {
        const lecturas = leer(bytes, cortes, bufer);
        assert.deepStrictEqual(lecturas.flat(), bytes, "no se pierde ni se repite ningún byte");
        assert(lecturas.every((trozo) => trozo.length > 0 && trozo.length <= bufer));
        const { salen, alCerrar, roto, faltan } = modo === "lineas" ? porLineas(lecturas) : porMarcos(lecturas);
        assert.deepStrictEqual(salen.flat().map((uno) => uno.texto), MENSAJES);
        assert(modo === "lineas" ? alCerrar.length === 0 : roto === null && faltan.length === 0);
    }
}

// Sin separar, depende del corte: juntos son uno, y una «ñ» partida no es texto.
const crudos = escribir(["uno", "mañana"], "crudo").flat();
assert.deepStrictEqual(aCrudo(leer(crudos, [], 1024)).flat().map((uno) => uno.texto), ["unomañana"]);
assert.deepStrictEqual(aCrudo(leer(crudos, [6], 1024)).flat().map((uno) => uno.texto), [null, null]);
assert.strictEqual(texto([0xc3]), null);
// La última línea puede no llevar final; un `\r` delante del `\n` es parte de él.
const { salen, alCerrar } = porLineas([[0x61, 0x0d], [0x0a, 0x62]]);
assert.deepStrictEqual([salen.flat()[0].texto, alCerrar[0].texto], ["a", "b"]);
// La longitud va con el byte más alto primero, y por encima de 1 MiB no se espera nada.
assert.deepStrictEqual(escribir(["a".repeat(258)], "marco")[0].slice(0, 4), [0, 0, 1, 2]);
assert.strictEqual(porMarcos([[0, 0x10, 0, 1]]).roto, 1024 * 1024 + 1);
assert.strictEqual(porMarcos([[0, 0x10, 0, 0]]).roto, null);
assert.deepStrictEqual(porMarcos([[0, 0, 0, 9, 1]]).faltan.length, 5);
console.log("bien");
