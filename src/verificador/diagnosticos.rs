//! La tabla de diagnósticos: qué se ve, por qué suele pasar y qué probar. Los códigos no cambian nunca.

/// Un error que el verificador sabe reconocer.
#[derive(Debug, Clone, Copy)]
pub struct Diagnostico {
    /// «R01».
    pub codigo: &'static str,
    /// El malentendido, en pocas palabras.
    pub titulo: &'static str,
    /// Qué se ve desde el otro lado.
    pub sintoma: &'static str,
    /// Por qué pasa; si caben varias causas, todas.
    pub causa: &'static str,
    /// Qué probar.
    pub pista: &'static str,
}

/// Todos, por orden de código.
pub const DIAGNOSTICOS: &[Diagnostico] = &[
    Diagnostico {
        codigo: "R01",
        titulo: "una lectura no es un mensaje",
        sintoma: "El mensaje llega en varios trozos y el programa contesta, o se rinde, con el primero; o llegan varios juntos y los toma por uno.",
        causa: "TCP es un flujo de bytes: no guarda los límites de lo que envió el otro. `read` devuelve lo que haya llegado hasta ese momento, que puede ser un byte, medio mensaje o tres y medio.",
        pista: "Lee en un bucle y acumula hasta tener lo que necesitas: hasta el final del flujo, hasta un `\\n`, o hasta completar una longitud. Contestar a la primera lectura funciona en tu ordenador casi siempre, y en la red casi nunca.",
    },
    Diagnostico {
        codigo: "R02",
        titulo: "un `read` que devuelve 0 es una despedida",
        sintoma: "El cliente cierra su lado y el programa no cierra: se queda dando vueltas y gasta un procesador entero.",
        causa: "Al final del flujo `read` no espera: devuelve 0 al instante, una y otra vez. Si el bucle no lo mira, no acaba nunca.",
        pista: "Justo después de leer: `if leidos == 0 { return Ok(()) }` (o `break`). Cero no quiere decir «aún no hay nada»: quiere decir «no habrá más».",
    },
    Diagnostico {
        codigo: "R03",
        titulo: "se usa el búfer entero, y no solo lo leído",
        sintoma: "Detrás de lo esperado, o en medio, llegan ceros o restos de un mensaje anterior.",
        causa: "El búfer es más grande que lo que ha llegado. Lo que hay detrás de los bytes leídos son los ceros con que se creó, o lo que quedó de otra lectura.",
        pista: "Usa solo `&buffer[..leidos]`, con el número que ha devuelto `read`.",
    },
    Diagnostico {
        codigo: "R04",
        titulo: "`write` puede quedarse corto",
        sintoma: "Con un cliente que tarda en leer, faltan bytes de en medio: llega lo de antes y lo de después.",
        causa: "`write` escribe lo que cabe y devuelve cuánto ha sido; con un plazo o sin bloqueo puede ser menos de lo pedido, o un error con parte ya escrita. Si se sigue como si nada, lo que no cupo se pierde.",
        pista: "Usa `write_all`, que insiste hasta entregarlo todo, y no tires su error: si vence un plazo a mitad, ya no se sabe cuánto ha salido, y hay que cerrar.",
    },
    Diagnostico {
        codigo: "R05",
        titulo: "se pierden los mensajes que llegan juntos",
        sintoma: "Llegan varios mensajes en una misma lectura; el programa contesta al primero y los demás desaparecen.",
        causa: "O se mira solo el primer mensaje de lo leído y se tira el resto, o se crea un `BufReader` nuevo para cada mensaje: el anterior ya había leído más de la cuenta, y lo que guardaba se pierde con él. Desde fuera las dos cosas se ven igual.",
        pista: "Un único `BufReader` por conexión, creado antes del bucle; o un `Vec` que conserve lo que sobra para la vuelta siguiente.",
    },
    Diagnostico {
        codigo: "R06",
        titulo: "los dos esperan leer",
        sintoma: "El programa no contesta hasta que el otro cierra su lado; quien espera la respuesta para seguir, se queda esperando.",
        causa: "El programa lee hasta el final del flujo (`read_to_end`, `read_to_string`), o guarda la respuesta y no la envía hasta el final (`BufWriter` sin `flush`). Desde fuera las dos cosas se ven igual.",
        pista: "Contesta en cuanto tengas algo que contestar, sin esperar al final del flujo; y si escribes por un `BufWriter`, llama a `flush` después de cada respuesta.",
    },
    Diagnostico {
        codigo: "R07",
        titulo: "no envía nada",
        sintoma: "Se esperaba una respuesta y no llega ni un byte.",
        causa: "El programa no escribe en la conexión, escribe en otro sitio (`println!` va a la pantalla), o se queda esperando algo que no llegará.",
        pista: "Mira la transcripción: ¿cerró tu programa o se quedó callado? Si calló, pon un `eprintln!` antes y después de cada lectura y verás en cuál se queda.",
    },
    Diagnostico {
        codigo: "R08",
        titulo: "falta el salto de línea del final",
        sintoma: "Llega todo menos el último byte, que es un salto de línea.",
        causa: "El texto no lleva `\\n`, o se ha quitado (`trim`, `lines`) y no se ha vuelto a poner. Para quien lee por líneas, la línea aún no ha acabado.",
        pista: "Añade `\\n` a lo que envías. Los métodos que leen líneas se lo quitan; los que escriben no lo ponen.",
    },
    Diagnostico {
        codigo: "R09",
        titulo: "la conexión sigue abierta",
        sintoma: "Ha llegado todo lo que tenía que llegar, pero el final del flujo no llega nunca.",
        causa: "Nadie ha cerrado: el programa sigue esperando leer algo, no se ha fijado en que `read` devuelve 0, o queda viva una copia de la conexión (un `try_clone`, un hilo, una lista) y mientras quede una no se envía el final.",
        pista: "La conexión se cierra cuando se destruye el último `TcpStream`. Comprueba que la función acaba y que no queda ningún clon; o llama a `shutdown(Shutdown::Write)`, que cierra para todos.",
    },
    Diagnostico {
        codigo: "R10",
        titulo: "atiende de uno en uno",
        sintoma: "Un cliente que no dice nada hace esperar a los que han llegado después.",
        causa: "El programa acepta, atiende hasta el final y solo entonces vuelve a aceptar. Los demás han conectado (el sistema los pone en la cola), pero nadie les habla.",
        pista: "Un hilo por conexión: dentro del bucle, `thread::spawn(move || atender(stream))`, y vuelve enseguida a aceptar.",
    },
    Diagnostico {
        codigo: "R11",
        titulo: "el error de un cliente detiene a todos",
        sintoma: "Unos clientes conectan y se van, o cortan de golpe, y el siguiente ya no es atendido.",
        causa: "Un `?`, un `unwrap` o un `break` en el bucle que acepta convierte el error de una conexión en el final del servidor; o el programa se queda atascado con quien ya se fue.",
        pista: "Dentro del bucle, `if let Err(error) = atender(stream) { eprintln!(…) }` y a por el siguiente. El `?` está bien dentro de `atender`, no en el bucle.",
    },
    Diagnostico {
        codigo: "R12",
        titulo: "los bytes de la longitud, al revés",
        sintoma: "Donde va un 3 llega 50331648: los cuatro bytes están, pero en el orden contrario.",
        causa: "Los procesadores de casi todos los ordenadores guardan primero el byte de menos peso; en la red se acuerda, casi siempre, el de más peso primero.",
        pista: "`u32::to_be_bytes` al escribir y `u32::from_be_bytes` al leer («be», de *big-endian*). Ni `le` ni `ne`.",
    },
    Diagnostico {
        codigo: "R13",
        titulo: "se fía de lo que dice un desconocido",
        sintoma: "Una longitud o una línea que pasa del máximo hace reservar memoria, esperar o caer al programa.",
        causa: "Se reserva o se acumula antes de comprobar el límite. Cuatro bytes pueden pedir 4 GiB, y una línea sin final no acaba nunca.",
        pista: "Compara la longitud con el máximo antes de crear el `Vec`, y en las líneas pon el límite en la lectura (`take`), no después.",
    },
    Diagnostico {
        codigo: "R14",
        titulo: "se decodifica el texto por trozos",
        sintoma: "Una letra de dos bytes llega partida en dos lecturas y el programa no la entiende, o escribe «\u{fffd}».",
        causa: "En UTF-8 una «ñ» son dos bytes, y el corte puede caer entre ellos. Ninguno de los dos trozos es texto; juntos, sí.",
        pista: "Acumula bytes, y convierte a texto solo el mensaje entero.",
    },
    Diagnostico {
        codigo: "R15",
        titulo: "no dice «escuchando en IP:PUERTO»",
        sintoma: "La primera línea del servidor no llega, no acaba o no es exactamente esa.",
        causa: "El programa escribe antes otra cosa, la escribe de otro modo, la escribe en stderr, o acaba o se queda parado antes de escribirla. En otros lenguajes, además, puede quedarse en un búfer.",
        pista: "Después de `bind`: `println!(\"escuchando en {}\", listener.local_addr()?)`, y nada antes. En Python, `print(…, flush=True)`.",
    },
    Diagnostico {
        codigo: "R16",
        titulo: "no está en la dirección pedida",
        sintoma: "El programa no escucha donde se le pide, o no llama a donde se le pide.",
        causa: "Se usa una dirección fija en lugar del primer argumento; o se escribe el argumento tal cual, y el puerto 0 no es el de verdad: lo elige el sistema; o, si es un cliente, acaba antes de llamar.",
        pista: "Toma la dirección de `env::args().nth(1)`, y pregunta la de verdad con `listener.local_addr()`.",
    },
    Diagnostico {
        codigo: "R17",
        titulo: "el servidor acaba por su cuenta",
        sintoma: "Después de atender a un cliente, o mientras lo atiende, el programa termina.",
        causa: "Falta el bucle alrededor de `accept`, o algo de dentro acaba con él.",
        pista: "`for stream in listener.incoming() { … }` no acaba nunca. Atender a un cliente va dentro.",
    },
    Diagnostico {
        codigo: "R18",
        titulo: "el código de salida no es el que toca",
        sintoma: "El programa acaba, pero con otro código.",
        causa: "Un fallo que se cuenta y se olvida acaba en 0; un `main` que devuelve `Err` acaba en 1; un pánico, en 101.",
        pista: "0 es «bien», 1 «ha fallado», 2 «argumentos equivocados». Devuelve `ExitCode::FAILURE` o `ExitCode::from(2)` desde `main`.",
    },
    Diagnostico {
        codigo: "R19",
        titulo: "un pánico",
        sintoma: "El programa, o uno de sus hilos, se rompe con «panicked at».",
        causa: "Un `unwrap`, un `expect`, un índice fuera de su sitio… sobre algo que viene de la red o de los argumentos, y que no siempre es como se espera.",
        pista: "Ve a la línea que dice el mensaje y trata el error: `?`, `match` o `if let`. Lo que llega de fuera puede ser cualquier cosa.",
    },
    Diagnostico {
        codigo: "R20",
        titulo: "no compila",
        sintoma: "rustc no acepta el programa.",
        causa: "La que dice rustc, justo encima.",
        pista: "Empieza por el primer error: los demás suelen venir de él. Con `rustc --explain` y su código tienes una explicación larga.",
    },
    Diagnostico {
        codigo: "R21",
        titulo: "los bytes no son los pedidos",
        sintoma: "Llega algo, pero distinto de lo que dice el enunciado.",
        causa: "El verificador no reconoce ningún error concreto: mira el primer byte distinto.",
        pista: "Compara byte a byte lo esperado y lo visto. Una «¡» son dos bytes (c2 a1), y mayúsculas, espacios y saltos de línea también cuentan.",
    },
    Diagnostico {
        codigo: "R22",
        titulo: "sobra algo",
        sintoma: "Llega lo esperado y además otra cosa, o llega algo cuando no tenía que llegar nada.",
        causa: "El programa añade algo por su cuenta (un saludo, un salto de línea, un mensaje de error), o contesta a lo que no estaba entero.",
        pista: "Por la conexión solo va lo que dice el enunciado. Para contar lo que pasa está stderr: `eprintln!`.",
    },
    Diagnostico {
        codigo: "R23",
        titulo: "falta el final",
        sintoma: "Llega el principio de lo esperado, y nada más.",
        causa: "Se ha escrito menos de lo que había, o se ha dejado de leer o de escribir antes de tiempo.",
        pista: "Mira cuántos bytes han llegado: ¿coincide con el tamaño de un búfer, o con las letras en vez de los bytes?",
    },
    Diagnostico {
        codigo: "R24",
        titulo: "corta en lugar de cerrar",
        sintoma: "En vez del final del flujo llega un corte (RST), y la respuesta puede perderse por el camino.",
        causa: "Se ha cerrado la conexión con bytes recibidos y sin leer. El sistema entiende que se han perdido y lo avisa cortando.",
        pista: "Después de contestar, `shutdown(Shutdown::Write)` y lee lo que aún llegue hasta el 0, con un plazo. Entonces sí, cierra.",
    },
    Diagnostico {
        codigo: "R25",
        titulo: "gasta demasiado",
        sintoma: "La memoria crece con lo que llega, o el programa escribe sin parar.",
        causa: "Se guarda todo lo recibido aunque no haga falta; o un bucle escribe sin fin.",
        pista: "Un búfer de tamaño fijo que se reutiliza en cada vuelta vale para cualquier tamaño de mensaje.",
    },
    Diagnostico {
        codigo: "R26",
        titulo: "no acaba",
        sintoma: "Ya no queda nada que hacer y el programa sigue en marcha.",
        causa: "Espera a algo que no va a llegar: otra lectura, un hilo que no termina; o da vueltas después del 0 de `read`.",
        pista: "Cuando el otro cierra, `read` devuelve 0: sal del bucle. Y comprueba que todos los hilos acaban.",
    },
    Diagnostico {
        codigo: "R27",
        titulo: "no lo explica en stderr",
        sintoma: "Falta la línea que el enunciado pide en stderr, o hay más de las que pide.",
        causa: "El fallo se calla, se escribe con `println!` (que va a stdout), o se escribe dos veces.",
        pista: "`eprintln!` una vez, con una frase que diga qué ha fallado.",
    },
    Diagnostico {
        codigo: "R28",
        titulo: "da por bueno lo que no lo es",
        sintoma: "El eco no es lo enviado, o se corta, y el programa acaba como si todo hubiera ido bien.",
        causa: "No se compara lo que vuelve con lo enviado, se compara solo la longitud, o se tira el error de la lectura.",
        pista: "Ve quitando de lo que falta lo que llega: `falta.strip_prefix(&buffer[..leidos])`. Al final no puede faltar ni sobrar nada.",
    },
    Diagnostico {
        codigo: "R29",
        titulo: "Content-Length en letras",
        sintoma: "La longitud anunciada es menor que el cuerpo, y el navegador lo corta.",
        causa: "Se han contado letras (`chars().count()`) y en HTTP se cuentan bytes: «¡» es una letra y dos bytes.",
        pista: "`cuerpo.len()`, que en un `&str` ya cuenta bytes.",
    },
    Diagnostico {
        codigo: "R30",
        titulo: "`\\n` donde va `\\r\\n`",
        sintoma: "Las líneas de la respuesta acaban en un solo byte.",
        causa: "HTTP acaba sus líneas con dos: retorno (0d) y salto (0a). Muchos navegadores lo perdonan; el protocolo, no.",
        pista: "Escribe `\\r\\n` al final de cada línea de la cabecera, y otro más para la línea vacía.",
    },
    Diagnostico {
        codigo: "R31",
        titulo: "el plazo no es el que toca",
        sintoma: "El programa espera para siempre a quien calla, o se rinde antes de tiempo.",
        causa: "Una lectura sin plazo espera lo que haga falta. Y un plazo por lectura no es un plazo total.",
        pista: "`set_read_timeout(Some(…))` en la conexión. Si el plazo es para todo, guarda `Instant::now() + PLAZO` y pon en cada lectura lo que quede.",
    },
    Diagnostico {
        codigo: "R32",
        titulo: "no dice que ha terminado",
        sintoma: "El cliente lo ha enviado todo, pero el servidor no lo sabe y sigue esperando.",
        causa: "El cliente espera la respuesta con su lado aún abierto. Para el servidor podría venir más.",
        pista: "Después de enviar, `stream.shutdown(Shutdown::Write)`: «no diré más, pero te escucho».",
    },
    Diagnostico {
        codigo: "R33",
        titulo: "pendiente",
        sintoma: "El programa llega a un `todo!` y acaba.",
        causa: "Esa parte está por escribir. No es un error: es el principio.",
        pista: "El mensaje del `todo!` dice qué hay que hacer ahí. El enunciado entero está al principio del fichero.",
    },
    Diagnostico {
        codigo: "R34",
        titulo: "lo envía todo antes de leer",
        sintoma: "Con un mensaje grande, cliente y servidor se quedan parados a la vez.",
        causa: "El servidor no lee más hasta que alguien recoge su eco, y el cliente no lo recoge hasta haberlo enviado todo. Con mensajes pequeños no se nota: caben en los búferes del sistema.",
        pista: "Envía en un hilo y recibe en otro: `thread::scope` deja que los dos usen `&stream`.",
    },
];

/// El diagnóstico que tiene ese código, escrito como sea: `r1`, `R01`.
#[must_use]
pub fn buscar(codigo: &str) -> Option<&'static Diagnostico> {
    let numero: u32 = codigo.strip_prefix(['R', 'r']).unwrap_or(codigo).parse().ok()?;
    DIAGNOSTICOS.iter().find(|diagnostico| diagnostico.codigo == format!("R{numero:02}"))
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn los_codigos_van_seguidos_y_nada_esta_vacio() {
        for (indice, uno) in DIAGNOSTICOS.iter().enumerate() {
            assert_eq!(uno.codigo, format!("R{:02}", indice + 1));
            for texto in [uno.sintoma, uno.causa, uno.pista] {
                assert!(texto.ends_with(['.', '?', ')', '»']) && texto.len() > 20, "{}: {texto}", uno.codigo);
                assert_eq!(texto.matches('`').count() % 2, 0, "{}: {texto}", uno.codigo);
            }
        }
        assert_eq!(buscar("r1").map(|uno| uno.codigo), Some("R01"));
        assert_eq!(buscar("R99").map(|uno| uno.codigo), None);
    }
}
