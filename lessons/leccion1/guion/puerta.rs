//! Pasos 1 a 4: abrir una puerta, su número, y a qué direcciones contesta.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::{abrir_en_casa, fallo_del_paso};
use crate::direcciones::{
    CASA, CASA_6, Prueba, TODAS, TODAS_6, en_la_red, probar,
};

const PLAZO: Duration = Duration::from_secs(2);

pub fn cuatro_verbos() -> Paso {
    Paso::nuevo("cuatro-verbos", "Cuatro verbos y una puerta")
        .parrafo(
            "Un servidor es un programa que espera a que lo llamen. Se lo pide al sistema con cuatro verbos: \
             `socket` (dame un enchufe), `bind` (ponle esta dirección y este puerto), `listen` (empieza a recibir \
             llamadas) y `accept` (pásame la siguiente).",
        )
        .parrafo("En Python se escriben uno a uno. En Rust, `TcpListener::bind` hace los tres primeros de golpe:")
        .codigo("abrir.rs", "abrir")
        .apuesta(
            "Hemos hecho `bind` y todavía NO hemos llamado a `accept`. Un cliente conecta. ¿Qué le pasa?",
            &[
                "Error: sin `accept` no hay nadie que conteste",
                "Se queda esperando hasta que llamemos a `accept`",
                "Conecta, y hasta puede enviar",
            ],
        )
        .ejecutar(conectar_sin_accept)
}

fn conectar_sin_accept(escena: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = abrir_en_casa()?;
    let inicio = Instant::now();
    let cliente = match TcpStream::connect_timeout(&direccion, PLAZO) {
        Ok(cliente) => cliente,
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            return Ok(Desenlace::opcion(
                0,
                "Tu sistema lo ha rechazado.",
            ));
        }
        Err(_) => {
            return Ok(Desenlace::opcion(
                1,
                "Pasados dos segundos, seguía esperando.",
            ));
        }
    };
    let tardado = inicio.elapsed();
    let pregunta = "¿Hola?".as_bytes();
    let mut cliente = escena.cable().observar(Lado::Cliente, cliente);
    cliente.write_all(pregunta).map_err(fallo_del_paso)?;
    escena.cable().anotar(
        Lado::Servidor,
        Suceso::Nota("ahora sí: accept()".to_string()),
    );
    let (stream, _) = listener.accept().map_err(fallo_del_paso)?;
    stream.set_read_timeout(Some(PLAZO)).map_err(fallo_del_paso)?;
    let mut llegado = vec![0; pregunta.len()];
    escena
        .cable()
        .observar(Lado::Servidor, stream)
        .read_exact(&mut llegado)
        .map_err(fallo_del_paso)?;
    Ok(Desenlace::opcion(
        2,
        format!(
            "Ha conectado en {} µs, sin que el programa hiciera nada: desde `listen`, quien descuelga es el \
             **sistema**, que pone a los que llegan en una cola y guarda lo que dicen. `accept` solo te pasa al \
             primero. Por eso un servidor atascado parece vivo: se puede conectar con él, pero no contesta.",
            tardado.as_micros()
        ),
    ))
}

pub fn puertos() -> Paso {
    Paso::nuevo("puertos", "El número de la puerta")
        .parrafo(
            "Un ordenador tiene una dirección y 65\u{a0}535 puertos: la dirección dice en qué edificio llamas; el \
             puerto, a qué puerta. Los menores de 1024 los guarda el sistema para servicios conocidos (80 es la \
             web); tú usarás el 8081. Y el **puerto 0** es un comodín: «dame uno que esté libre».",
        )
        .parrafo("Vamos a abrir uno libre y, sin cerrarlo, a abrir el mismo otra vez. Como si arrancaras el servidor en dos terminales.")
        .apuesta(
            "¿Qué pasa con el segundo `bind` al mismo puerto?",
            &["Error: ese puerto ya está ocupado", "Los dos se reparten los clientes", "El segundo se queda con el puerto"],
        )
        .ejecutar(puerto_ocupado)
        .parrafo("¿Y si el primero atiende a un cliente, se cierra, y lo volvemos a arrancar al instante? Es lo que haces cien veces al día mientras programas.")
        .apuesta(
            "¿Se puede volver a abrir ese puerto enseguida?",
            &["No: hay que esperar un minuto", "Sí, a la primera", "No, hasta reiniciar el ordenador"],
        )
        .ejecutar(puerto_reabierto)
}

fn puerto_ocupado(escena: &Escena) -> Resultado<Desenlace> {
    let (_primero, direccion) = abrir_en_casa()?;
    escena.decir(&format!(
        "El primero pidió el puerto 0 y el sistema le ha dado el {}.",
        direccion.port()
    ));
    Ok(match TcpListener::bind(direccion) {
        Err(error) => Desenlace::opcion(
            0,
            format!(
                "El segundo ha fallado con `{:?}`. Un puerto es de quien lo abrió primero, hasta que lo cierre o \
                 termine. Cuando te pase (te pasará), busca esa otra terminal, o usa `--puerto 0`.",
                error.kind()
            ),
        ),
        Ok(_) => Desenlace::opcion(
            1,
            "Tu sistema ha dejado abrirlo dos veces: Linux y macOS no lo permiten.",
        ),
    })
}

fn puerto_reabierto(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = abrir_en_casa()?;
    let mut cliente = TcpStream::connect_timeout(&direccion, PLAZO)
        .map_err(fallo_del_paso)?;
    // El servidor cuelga primero: es el caso malo, en el que el sistema recuerda la conexión un rato (TIME_WAIT).
    drop(listener.accept().map_err(fallo_del_paso)?);
    cliente.set_read_timeout(Some(PLAZO)).map_err(fallo_del_paso)?;
    let _ = cliente.read(&mut [0; 1]);
    drop((cliente, listener));
    Ok(match TcpListener::bind(direccion) {
        Ok(_) => Desenlace::opcion(
            1,
            "El sistema recuerda la conexión cerrada durante un minuto (TIME_WAIT), y un programa \
             en Python tiene que pedir `SO_REUSEADDR` para que no le estorbe; la biblioteca de Rust ya lo pide por \
             ti. Si el puerto sigue ocupado, no esperes: es que alguien lo tiene abierto.",
        ),
        Err(error) => Desenlace::opcion(
            0,
            format!("Aquí no se ha podido: `{:?}`.", error.kind()),
        ),
    })
}

pub fn direcciones() -> Paso {
    Paso::nuevo("direcciones", "127.0.0.1 y 0.0.0.0")
        .parrafo(
            "Tu ordenador tiene varias direcciones. `127.0.0.1` es «yo mismo»: solo vale de puertas adentro. Si \
             está en una red tiene además otra, la que conocen los demás. Al abrir un servidor eliges en cuál escucha.",
        )
        .codigo("direcciones.rs", "probar")
        .apuesta(
            "Escuchamos en 127.0.0.1, y desde este mismo ordenador llamamos a su dirección en la red. ¿Entra?",
            &["Sí: es el mismo ordenador", "No: se escucha en otra dirección", "Sí, pero dando un rodeo por el rúter"],
        )
        .ejecutar(casa_o_red)
        .apuesta(
            "Ahora escuchamos en 0.0.0.0. ¿Por qué direcciones se entra?",
            &["Por ninguna: 0.0.0.0 no existe", "Solo por 0.0.0.0", "Por todas las de este ordenador"],
        )
        .ejecutar(todas_las_puertas)
}

/// La dirección de red o, sin red, otra que tampoco es 127.0.0.1: en Linux, todo 127.x.x.x es este ordenador.
fn otra_direccion(escena: &Escena) -> IpAddr {
    en_la_red().unwrap_or_else(|| {
        escena.decir("(Este ordenador está ahora sin red: en su lugar usamos 127.0.0.2.)");
        IpAddr::from([127, 0, 0, 2])
    })
}

fn casa_o_red(escena: &Escena) -> Resultado<Desenlace> {
    let nuestra = otra_direccion(escena);
    let prueba = probar(CASA, nuestra);
    escena.decir(&renglon(CASA, nuestra, prueba));
    Ok(match prueba {
        Prueba::Entra => {
            Desenlace::opcion(0, "En este ordenador sí entra.")
        }
        _ => Desenlace::opcion(
            1,
            "La llamada ni sale del ordenador, pero toca en otra puerta. **Por eso tu compañero no puede entrar** \
             en un servidor que escucha en 127.0.0.1: para él esa puerta no existe. Y por eso es la que usamos \
             por defecto: mientras aprendes, nadie de fuera llega a tu programa.",
        ),
    })
}

fn todas_las_puertas(escena: &Escena) -> Resultado<Desenlace> {
    let nuestras = [Some(CASA), en_la_red()].into_iter().flatten();
    let pruebas: Vec<_> = nuestras
        .map(|llamada| (llamada, probar(TODAS, llamada)))
        .collect();
    for (llamada, prueba) in &pruebas {
        escena.decir(&renglon(TODAS, *llamada, *prueba));
    }
    let cero = probar(TODAS, TODAS);
    escena.decir(&renglon(TODAS, TODAS, cero));
    let rareza = match cero {
        Prueba::Entra => {
            "Llamar a 0.0.0.0 ha funcionado aquí, pero en Windows falla: no te acostumbres."
        }
        _ => "Y ya ves que llamar a 0.0.0.0 no funciona.",
    };
    let cierta = if pruebas
        .iter()
        .all(|(_, prueba)| *prueba == Prueba::Entra)
    {
        2
    } else {
        1
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "`0.0.0.0` no es un sitio al que llamar: al escuchar significa «por cualquiera de mis direcciones». \
             {rareza} Con `--host 0.0.0.0` toda tu aula puede entrar (si Windows pregunta por el cortafuegos, es \
             por esto)."
        ),
    ))
}

pub fn familias() -> Paso {
    Paso::nuevo("familias", "Dos familias: IPv4 e IPv6")
        .parrafo(
            "Hay dos familias de direcciones. En IPv4 son cuatro números, `127.0.0.1`; en IPv6, ocho grupos que se \
             abrevian con `::`. `::1` también es «yo mismo», y `::` es «todas las mías». En Python se elige con \
             `AF_INET` o `AF_INET6`; en Rust, la familia va dentro de la dirección.",
        )
        .apuesta(
            "Escuchamos en 127.0.0.1 y llamamos a ::1, mismo puerto. Los dos son «yo mismo». ¿Entra?",
            &["Sí: los dos son localhost", "No: son puertas de familias distintas", "Sí, pero más despacio"],
        )
        .ejecutar(dos_familias)
}

fn dos_familias(escena: &Escena) -> Resultado<Desenlace> {
    let prueba = probar(CASA, CASA_6);
    escena.decir(&renglon(CASA, CASA_6, prueba));
    for (escucha, llamada) in [
        (CASA_6, CASA_6),
        (CASA_6, CASA),
        (TODAS_6, CASA_6),
        (TODAS_6, CASA),
    ] {
        escena.decir(&renglon(
            escucha,
            llamada,
            probar(escucha, llamada),
        ));
    }
    let cierta = if prueba == Prueba::Entra { 0 } else { 1 };
    let final_ = if matches!(
        probar(CASA_6, CASA_6),
        Prueba::SinPuerta(_)
    ) {
        "Este ordenador no tiene IPv6, y no pasa nada: en el curso usamos 127.0.0.1."
    } else {
        "`::` es la puerta más abierta: en Linux y macOS recibe también a los de IPv4."
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "El puerto 8081 de IPv4 y el 8081 de IPv6 son puertas distintas. Cuando escribes `localhost`, el \
             navegador prueba ::1 y, si nadie abre, 127.0.0.1: por eso a él le da igual, y a tu programa quizá no. \
             {final_}"
        ),
    ))
}

/// «escucho en 127.0.0.1:P y llamo a ::1 → no entra», sin puertos, que cambian en cada prueba.
fn renglon(
    escucha: IpAddr,
    llamada: IpAddr,
    prueba: Prueba,
) -> String {
    let resultado = match prueba {
        Prueba::Entra => "✔ entra".to_string(),
        Prueba::NoEntra(que) => format!("✘ no entra: {que:?}"),
        Prueba::SinPuerta(que) => {
            format!("· aquí no se puede escuchar ahí: {que:?}")
        }
    };
    format!(
        "escucho en {:<9} · llamo a {:<12} {resultado}",
        escucha.to_string(),
        llamada.to_string()
    )
}
