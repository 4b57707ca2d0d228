//! `servidor_eco_udp`: cada datagrama vuelve, entero y solo, a quien lo envió.

use crate::caso::{Caso, Reto};
use crate::datagramas::{ARRANQUE_DE_SERVIDOR_UDP, Buzon, MAXIMO, argumentos_de_servidor_udp, renombrar, renombrar_si};
use crate::hallazgo::Paso;
use crate::mesa::{CALMA, Mesa, SILENCIO};

/// Cuántos datagramas se envían de golpe: caben de sobra en el búfer del sistema.
const RAFAGA: u8 = 20;

pub const RETO: Reto = Reto { nombre: "servidor_eco_udp", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR_UDP.pide(&[13, 14]),
    Caso::nuevo("un-mensaje", "devuelve un datagrama tal cual", |mesa| mesa.servidor()?.buzon()?.eco("¡Hola, señora!\n".as_bytes())).pide(&[1, 2, 18]),
    Caso::nuevo("bytes", "devuelve bytes cualesquiera, sean o no texto", |mesa| mesa.servidor()?.buzon()?.eco(b"\x00\xff\xfe\r\n\x00 \xc3\x28\x00")).pide(&[4]),
    Caso::nuevo("cinco-mil", "devuelve 5000 bytes en un solo datagrama", |mesa| mesa.servidor()?.buzon()?.eco(&mesa.bytes_variados(5000))).pide(&[4]),
    Caso::nuevo("corto-tras-largo", "tras un datagrama largo devuelve uno corto sin restos del otro", |mesa| {
            let servidor = mesa.servidor()?;
            let mut buzon = servidor.buzon()?;
            buzon.eco(b"un mensaje largo, de los que llenan")?;
            buzon.eco(b"corto")
        }).pide(&[1]),
    Caso::nuevo("el-mayor", "devuelve el mayor datagrama que cabe", |mesa| mesa.servidor()?.buzon()?.eco(&mesa.bytes_variados(MAXIMO))).pide(&[5]),
    Caso::nuevo("vacio", "devuelve un datagrama vacío, y sigue", |mesa| {
            let servidor = mesa.servidor()?;
            let mut buzon = servidor.buzon()?;
            buzon.eco(b"hola")?;
            buzon.enviar(b"");
            let frase = "He enviado un datagrama vacío, que es un mensaje como otro, y no ha vuelto.";
            renombrar_si(buzon.exigir(b"", "R40"), &["R17", "R40"], "R40", frase)?;
            buzon.eco(b"hola otra vez")
        }).pide(&[6]),
    Caso::nuevo("dos-clientes", "contesta a cada cliente lo suyo, aunque escriban por turnos", dos_clientes).pide(&[2, 3, 8]),
    Caso::nuevo("repetidos", "contesta dos veces a quien envía dos veces lo mismo", |mesa| {
            let servidor = mesa.servidor()?;
            let mut buzon = servidor.buzon()?;
            buzon.enviar(b"hola");
            buzon.enviar(b"hola");
            buzon.exigir(b"hola", "R07")?;
            buzon.olvidar();
            buzon.exigir(b"hola", "R23")
        }).pide(&[7]),
    Caso::nuevo("rafaga", "contesta a veinte datagramas que llegan de golpe", rafaga).pide(&[9]),
    Caso::nuevo("calma", "sigue esperando aunque en un rato no escriba nadie", |mesa| {
            let servidor = mesa.servidor()?;
            let mut buzon = servidor.buzon()?;
            buzon.eco(b"hola")?;
            if let Some(llegado) = buzon.recibir(CALMA) {
                return Err(buzon.juzgar(b"", Some(llegado), "R07"));
            }
            mesa.nota("un rato sin que escriba nadie");
            let frase = "Nadie ha escrito en un rato, y tu programa ha acabado. Un servidor espera lo que haga falta: quítale el \
                         plazo, o no lo tomes por un fallo.";
            renombrar_si(buzon.eco(b"hola otra vez"), &["R17"], "R17", frase)?;
            servidor.exigir_sin_gastar("Nadie escribe")
        }).lento().pide(&[11, 12, 18]),
    Caso::nuevo("se-van", "quien se va sin esperar su eco no detiene el servidor", se_van).pide(&[10]),
    Caso::nuevo("argumentos", "sin argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea", |mesa| argumentos_de_servidor_udp(mesa, &[])).pide(&[15, 16, 17]),
];

impl Buzon<'_> {
    /// Envía esto y exige que vuelva.
    fn eco(&mut self, datagrama: &[u8]) -> Paso {
        self.enviar(datagrama);
        self.exigir(datagrama, "R07")
    }
}

fn dos_clientes(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let (mut uno, mut otro) = (servidor.buzon()?, servidor.buzon()?);
    mesa.nota("un cliente");
    uno.eco(b"soy uno")?;
    mesa.nota("otro cliente, desde otro puerto");
    otro.enviar(b"soy otro");
    let frase =
        "Al primero que ha escrito le contestas; a otro que escribe después, desde otro puerto, no le llega lo suyo.";
    renombrar(otro.exigir(b"soy otro", "R07"), "R41", frase)?;
    mesa.nota("el primero, otra vez");
    uno.enviar(b"sigo siendo uno");
    renombrar(uno.exigir(b"sigo siendo uno", "R07"), "R41", frase)
}

/// Veinte de golpe. El orden en que vuelven no se pide: en UDP no lo promete nadie.
fn rafaga(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut buzon = servidor.buzon()?;
    buzon.eco(b"hola")?;
    let enviados: Vec<Vec<u8>> = (0..RAFAGA).map(|numero| format!("mensaje {numero:02}").into_bytes()).collect();
    for datagrama in &enviados {
        buzon.enviar(datagrama);
    }
    let mut faltan = enviados;
    while let Some(falta) = faltan.first().cloned() {
        let llegado = buzon.recibir(SILENCIO);
        let donde = llegado.as_ref().and_then(|(visto, _)| faltan.iter().position(|otro| otro == visto));
        match donde {
            Some(donde) => drop(faltan.remove(donde)),
            None => return Err(buzon.juzgar(&falta, llegado, "R23")),
        }
    }
    Ok(())
}

fn se_van(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    servidor.buzon()?.eco(b"hola")?;
    for vuelta in 1..=5 {
        mesa.nota(format!("un cliente escribe y se va sin esperar (vuelta {vuelta} de 5)"));
        // Sin detener antes al programa: a quien espera con un plazo, Linux le interrumpe la espera al ponerlo otra vez en marcha.
        servidor.buzon()?.enviar(b"adi\xc3\xb3s");
    }
    mesa.nota("y ahora, un cliente normal");
    let frase = "Después de unos clientes que se van sin esperar su eco, tu programa no contesta al siguiente.";
    renombrar_si(servidor.buzon()?.eco(b"hola"), &["R17", "R07"], "R11", frase)
}
