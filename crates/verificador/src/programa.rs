//! Un programa de quien aprende, en marcha: lo que escribe, cómo acaba y cuánto ocupa, con límites para todo.

mod flujo;

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use redes::hilos::{esperar_mientras_hasta, sin_veneno, tomar};

use super::guardian;
use super::sistema;
use flujo::{Escrito, Flujo, leer};

/// Lo que cabe en cualquier tubería vacía (PIPE_BUF en Linux, `man 7 pipe`; en los demás, no menos).
const CABE: usize = 4096;
/// Lo más que puede ocupar, con todo lo que arranque. Muy por encima de lo que necesita cualquier reto.
const MEMORIA_MAXIMA: u64 = 512 * 1024 * 1024;
/// Lo más que puede escribir un programa en cada salida sin que cruce nada, y lo que puede escribir además de cada byte que cruce:
/// con `{:?}` son cinco letras o seis, y hay quien lo escribe dos veces.
const SALIDA_MAXIMA: u64 = 24 * 1024 * 1024;
const POR_BYTE: u64 = 16;
/// Lo que se espera a que algo que acaba de pasar se note.
const MOMENTO: Duration = Duration::from_millis(150);
/// Lo que tiene que escribir en ese momento para decir que no para, y lo más que se le espera por eso.
const CHORRO: usize = 64 * 1024;
const TORRENTE: Duration = Duration::from_secs(2);
/// Lo que se espera a que muera quien ya está muerto.
const DESPEDIDA: Duration = Duration::from_secs(2);
/// Cada cuánto se mira cuánto ocupa.
const RONDA: Duration = Duration::from_millis(20);

/// Cómo está un programa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estado {
    /// En marcha.
    Vivo,
    /// Ha acabado por sí mismo, con ese código.
    Acabado(i32),
    /// Ha muerto de golpe (una señal), sin que el verificador lo haya matado.
    Muerto,
    /// Lo ha matado el verificador: pasaba de un límite.
    Pasado(Exceso),
}

/// De qué se ha pasado un programa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exceso {
    /// Ocupaba estos bytes de memoria.
    Memoria(u64),
    /// Escribía sin parar.
    Salida,
}

/// Un programa en marcha. Al soltarlo se acaba, con todo lo que haya arrancado.
pub struct Programa {
    hijo: Mutex<Child>,
    pid: u32,
    marca: String,
    salida: Arc<Flujo>,
    errores: Arc<Flujo>,
    /// Lo que puede escribir en cada salida.
    permitido: Arc<AtomicU64>,
    /// 0, o lo que ocupaba cuando hubo que matarlo; [`u64::MAX`] si fue por escribir demasiado.
    exceso: Arc<AtomicU64>,
    /// Los procesos que ha ido arrancando, aunque ya no sean suyos, y cuándo nació cada uno.
    familia: Familia,
}

/// Procesos, con cuándo nació cada uno: los números se repiten.
type Familia = Arc<Mutex<BTreeMap<u32, u64>>>;

impl Programa {
    /// Arranca `orden` (programa y argumentos). Le da `entrada`, si la hay; si no, su entrada está vacía.
    ///
    /// # Errors
    /// Una frase, si no se puede arrancar.
    pub fn arrancar(orden: &[String], entrada: Option<Vec<u8>>) -> Result<Self, String> {
        static CUANTOS: AtomicU64 = AtomicU64::new(1);
        let marca = CUANTOS.fetch_add(1, Ordering::Relaxed).to_string();
        let [programa, argumentos @ ..] = orden else { return Err("no hay ningún programa que arrancar".to_string()) };
        let mut nueva = Command::new(programa);
        nueva.args(argumentos);
        for (variable, _) in env::vars_os().filter(|(variable, _)| guardian::es_del_curso(&variable.to_string_lossy()))
        {
            nueva.env_remove(variable);
        }
        // Sin ellas, ni hay colores en una tubería ni un pánico trae toda su pila.
        nueva.env_remove("FORCE_COLOR").env_remove("CLICOLOR_FORCE").env_remove("RUST_BACKTRACE");
        nueva.env(guardian::marca(), &marca);
        nueva.stdin(if entrada.is_some() { Stdio::piped() } else { Stdio::null() });
        nueva.stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut nueva, 0);
        let sin_vigilancia =
            |error: std::io::Error| format!("no he podido vigilar el programa: {}", redes::errores::explicar(&error));
        guardian::llamar().map_err(sin_vigilancia)?;
        let mut hijo = nueva.spawn().map_err(|error| {
            let causa = redes::errores::explicar(&error);
            format!("no he podido arrancar «{programa}»: {causa}. ¿Se llama así? ¿Se puede ejecutar?")
        })?;
        // Antes que nada: lo que arranque él tiene que nacer ya cuidado.
        let cuidado = guardian::cuidar(&hijo);
        let pid = hijo.id();
        let exceso = Arc::new(AtomicU64::new(0));
        let permitido = Arc::new(AtomicU64::new(SALIDA_MAXIMA));
        let salida = leer(hijo.stdout.take(), pid, &exceso, &permitido);
        let errores = leer(hijo.stderr.take(), pid, &exceso, &permitido);
        let tuberia = hijo.stdin.take();
        let familia = Familia::default();
        let nuevo = Self { hijo: Mutex::new(hijo), pid, marca, salida, errores, permitido, exceso, familia };
        EN_MARCHA.entra();
        // Si no hay quien lo cuide, mejor no seguir: al salir de aquí se acaba.
        cuidado.map_err(sin_vigilancia)?;
        match (tuberia, entrada) {
            // Cabe en una tubería recién estrenada: no hay a quien esperar.
            (Some(mut tuberia), Some(entrada)) if entrada.len() <= CABE => drop(tuberia.write_all(&entrada)),
            // Acaba solo: cuando lo ha leído todo, o cuando se muere y la tubería se rompe.
            (Some(mut tuberia), Some(entrada)) => drop(thread::spawn(move || tuberia.write_all(&entrada))),
            _ => {}
        }
        nuevo.vigilar();
        Ok(nuevo)
    }

    /// Mira de vez en cuando cuánto ocupa, y lo mata si se pasa dos veces seguidas. Fuera de Linux no se puede mirar.
    fn vigilar(&self) {
        let (pid, exceso, salida) = (self.pid, Arc::clone(&self.exceso), Arc::clone(&self.salida));
        let familia = Arc::clone(&self.familia);
        thread::spawn(move || {
            // Una vez no basta: un proceso recién nacido aún comparte por un instante la memoria de quien lo ha arrancado, y
            // lo que ocupa parece suyo.
            let mut pasado = false;
            loop {
                let abierto = |escrito: &mut Escrito| !escrito.cerrado;
                let escrito = esperar_mientras_hasta(&salida.aviso, salida.escrito(), RONDA, abierto);
                let cerrado = escrito.cerrado;
                drop(escrito);
                if cerrado {
                    // Se puede cerrar la salida y seguir en marcha.
                    thread::sleep(RONDA);
                }
                let arbol = sistema::arbol(pid);
                apuntar(&familia, &arbol);
                match sistema::memoria(&arbol, MEMORIA_MAXIMA) {
                    None => return,
                    Some(bytes) if bytes > MEMORIA_MAXIMA && pasado => {
                        exceso.store(bytes, Ordering::SeqCst);
                        guardian::matar_grupo(pid);
                        return;
                    }
                    Some(bytes) => pasado = bytes > MEMORIA_MAXIMA,
                }
            }
        });
    }

    /// Ha cruzado esto más: puede escribir lo que quiera contar de ello.
    pub fn permitir(&self, bytes: usize) {
        self.permitido.fetch_add(bytes as u64 * POR_BYTE, Ordering::Relaxed);
    }

    /// El número de su proceso.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Cómo está ahora.
    pub fn estado(&self) -> Estado {
        let fin = tomar(&self.hijo).try_wait();
        match (fin, self.exceso.load(Ordering::SeqCst)) {
            (_, u64::MAX) => Estado::Pasado(Exceso::Salida),
            (_, bytes @ 1..) => Estado::Pasado(Exceso::Memoria(bytes)),
            (Ok(Some(fin)), 0) => fin.code().map_or(Estado::Muerto, Estado::Acabado),
            (Ok(None), 0) => Estado::Vivo,
            (Err(_), 0) => Estado::Muerto,
        }
    }

    /// Espera a que acabe por sí mismo, mientras `paciencia` diga que hay que seguir.
    pub fn esperar(&self, mut paciencia: impl FnMut() -> bool) -> Estado {
        loop {
            let estado = self.estado();
            if estado != Estado::Vivo || !paciencia() {
                if estado != Estado::Vivo {
                    self.esperar_salidas();
                }
                return estado;
            }
            // `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Da un momento a que lo que ha pasado se note: que muera quien se está muriendo y que llegue lo que ya ha escrito.
    /// Quien no para de escribir llegará al límite: se le espera, que en una máquina ocupada puede tardar.
    pub fn asentar(&self) -> Estado {
        let ultimo = Instant::now() + TORRENTE;
        let (mut escrito, mut hasta) = (self.cuanto_ha_escrito(), Instant::now() + MOMENTO);
        self.esperar(|| {
            let ahora = self.cuanto_ha_escrito();
            if ahora > escrito + CHORRO && Instant::now() < ultimo {
                (escrito, hasta) = (ahora, Instant::now() + MOMENTO);
            }
            Instant::now() < hasta
        })
    }

    /// Cuando un programa acaba, lo que escribió puede tardar un momento en leerse de la tubería.
    fn esperar_salidas(&self) {
        for flujo in [&self.salida, &self.errores] {
            let plazo = Duration::from_millis(1500);
            let _ = flujo.aviso.wait_timeout_while(flujo.escrito(), plazo, |escrito| !escrito.cerrado);
        }
    }

    /// La primera línea de su salida, con su salto. `None` si `paciencia` se agota antes, o si acaba sin escribirla.
    pub fn primera_linea(&self, mut paciencia: impl FnMut() -> bool) -> Option<Vec<u8>> {
        let mut escrito = self.salida.escrito();
        // Lo ya mirado no se vuelve a mirar: hay quien escribe megas sin acabar la línea.
        let mut mirado = 0;
        loop {
            if let Some(fin) = escrito.bytes[mirado..].iter().position(|byte| *byte == b'\n') {
                return Some(escrito.bytes[..=mirado + fin].to_vec());
            }
            mirado = escrito.bytes.len();
            if escrito.cerrado || !paciencia() {
                return None;
            }
            escrito = sin_veneno(self.salida.aviso.wait_timeout(escrito, Duration::from_millis(10))).0;
        }
    }

    /// Lo que lleva escrito en stdout.
    pub fn salida(&self) -> Vec<u8> {
        self.salida.poner_al_dia();
        self.salida.escrito().bytes.clone()
    }

    /// Cuántos bytes lleva escritos en stdout.
    pub fn cuanto_ha_escrito(&self) -> usize {
        self.salida.escrito().total as usize
    }

    /// Lo que lleva escrito en stderr.
    pub fn errores(&self) -> String {
        self.errores.poner_al_dia();
        String::from_utf8_lossy(&self.errores.escrito().bytes).into_owned()
    }

    /// Detiene el programa un momento, si el sistema sabe. Hay que ponerlo en marcha con [`Programa::seguir`].
    pub fn parar(&self) -> bool {
        if !guardian::parar(self.pid) {
            return false;
        }
        // La señal ya está enviada, pero el programa se detiene cuando le toca el procesador.
        let hasta = Instant::now() + Duration::from_secs(2);
        while sistema::detenido(self.pid) == Some(false) && Instant::now() < hasta {
            thread::sleep(Duration::from_millis(1));
        }
        true
    }

    /// Lo pone otra vez en marcha.
    pub fn seguir(&self) {
        guardian::seguir(self.pid);
    }
}

impl Drop for Programa {
    fn drop(&mut self) {
        // De quien ya ha acabado no se mira: su número puede ser de otro.
        if matches!(sin_veneno(self.hijo.get_mut()).try_wait(), Ok(None)) {
            apuntar(&self.familia, &sistema::arbol(self.pid));
        }
        guardian::matar_grupo(self.pid);
        // Los que hayan cambiado de grupo siguen llevando la marca; y los que han borrado su entorno son de su familia.
        // Fuera de Linux no se pueden encontrar.
        for pid in sistema::con_marca(&self.marca, self.pid) {
            guardian::matar(pid);
        }
        let hijo = sin_veneno(self.hijo.get_mut());
        let _ = hijo.kill();
        let hasta = Instant::now() + DESPEDIDA;
        // Quien está parado en el sistema (un disco que no contesta) no muere ni así: no se le espera más.
        while matches!(hijo.try_wait(), Ok(None)) && Instant::now() < hasta {
            thread::sleep(Duration::from_millis(1));
        }
        let familia = std::mem::take(&mut *tomar(&self.familia));
        acabar_con(
            familia.into_iter().filter(|(pid, nacido)| sistema::nacido(*pid) == Some(*nacido)).map(|(pid, _)| pid),
        );
        guardian::soltar(self.pid);
        EN_MARCHA.sale();
    }
}

/// Apunta a quien haya nacido en ese árbol, y se lo dice al guardián.
fn apuntar(familia: &Familia, arbol: &[u32]) {
    // El primero es el programa mismo, que ya se cuida aparte.
    for pid in arbol.iter().skip(1) {
        let Some(nacido) = sistema::nacido(*pid) else { continue };
        if tomar(familia).insert(*pid, nacido) != Some(nacido) {
            let _ = guardian::cuidar_de(*pid);
        }
    }
}

/// Acaba con todos esos, y recoge lo que quede de ellos: al morir su padre son nuestros.
fn acabar_con(procesos: impl Iterator<Item = u32>) {
    let procesos: Vec<u32> = procesos.collect();
    procesos.iter().for_each(|pid| guardian::matar(*pid));
    let hasta = Instant::now() + DESPEDIDA;
    for pid in procesos {
        while !guardian::recoger(pid) && Instant::now() < hasta {
            thread::sleep(Duration::from_millis(1));
        }
        guardian::soltar(pid);
    }
}

/// Cuántos programas hay en marcha.
struct EnMarcha(Mutex<usize>);

static EN_MARCHA: EnMarcha = EnMarcha(Mutex::new(0));

impl EnMarcha {
    fn entra(&'static self) {
        let mut cuantos = tomar(&self.0);
        *cuantos += 1;
        if *cuantos == 1 {
            thread::spawn(|| self.mirar_mientras_haya());
        }
    }

    /// Mientras haya alguno en marcha, cuenta al guardián quién se va quedando sin padre, por si el curso muere de golpe; y si quien
    /// ha muerto es el guardián, pone otro.
    fn mirar_mientras_haya(&self) {
        while *tomar(&self.0) > 0 {
            for pid in sistema::huerfanos() {
                let _ = guardian::cuidar_de(pid);
            }
            guardian::revisar();
            thread::sleep(RONDA);
        }
    }

    /// Al irse el último, de los que se quedaron sin padre tan deprisa que no dio tiempo a verlos, no puede quedar ninguno: si no
    /// hay nadie en marcha, son de los que ya han acabado.
    fn sale(&self) {
        let mut cuantos = tomar(&self.0);
        *cuantos -= 1;
        if *cuantos == 0 {
            acabar_con(sistema::huerfanos().into_iter());
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Un programa que arranca a otro y lo espera, como `py` o un entorno virtual de Python en Windows. El otro no acaba nunca.
    const LANZADOR: [&str; 3] = if cfg!(windows) {
        ["cmd", "/c", "cmd /c for /L %i in (1,0,2) do @rem"]
    } else {
        ["sh", "-c", "sh -c 'echo ya; while :; do sleep 1; done'"]
    };

    /// El otro se queda con la salida del primero: si sigue en marcha, no se cierra.
    #[test]
    fn al_soltarlo_acaba_tambien_lo_que_ha_arrancado() {
        let programa = Programa::arrancar(&LANZADOR.map(str::to_string), None).unwrap();
        if !cfg!(windows) {
            let hasta = Instant::now() + Duration::from_secs(20);
            assert!(programa.primera_linea(|| Instant::now() < hasta).is_some());
        }
        let salida = Arc::clone(&programa.salida);
        drop(programa);
        let abierta = |escrito: &mut Escrito| !escrito.cerrado;
        let plazo = Duration::from_secs(20);
        let (escrito, _) = salida.aviso.wait_timeout_while(salida.escrito(), plazo, abierta).unwrap();
        assert!(escrito.cerrado, "sigue en marcha");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn se_detiene_de_verdad_y_al_soltarlo_no_queda_nada() {
        let orden = ["sh", "-c", "sleep 30 & wait"].map(str::to_string);
        let programa = Programa::arrancar(&orden, None).unwrap();
        let pid = programa.pid();
        assert!(programa.parar());
        assert_eq!(sistema::detenido(pid), Some(true));
        programa.seguir();
        let hasta = Instant::now() + Duration::from_secs(10);
        while sistema::detenido(pid) == Some(true) && Instant::now() < hasta {
            thread::yield_now();
        }
        assert_eq!(sistema::detenido(pid), Some(false));
        let marca = programa.marca.clone();
        drop(programa);
        // El que no es hijo nuestro está ya muriendo, pero muere cuando le toca el procesador.
        while !sistema::con_marca(&marca, 0).is_empty() && Instant::now() < hasta {
            thread::yield_now();
        }
        assert_eq!(sistema::con_marca(&marca, 0), Vec::<u32>::new());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn quien_borra_su_entorno_y_cambia_de_sesion_tampoco_sobrevive() {
        // Hijo del programa mientras vive, y huérfano nada más nacer: el de en medio acaba enseguida.
        for guion in [
            "env -i setsid sh -c 'echo $$; exec sleep 30' & wait",
            "(env -i setsid sh -c 'echo $$; exec sleep 30' &); sleep 30",
            // Dos veces hijo, sin entorno, sin sesión y con otra carpeta: como se hace un demonio.
            "perl -MPOSIX -e '$| = 1; if (fork) { sleep 30; exit } setsid; exit if fork; chdir \"/\"; %ENV = (); print \"$$\\n\"; \
             exec \"/bin/sleep\", \"30\"'",
        ] {
            let programa = Programa::arrancar(&["sh", "-c", guion].map(str::to_string), None).unwrap();
            let hasta = Instant::now() + Duration::from_secs(20);
            let linea = programa.primera_linea(|| Instant::now() < hasta).unwrap();
            let pid = String::from_utf8(linea).unwrap().trim().parse().unwrap();
            // También si el curso muriera ahora de golpe.
            while !guardian::cuida_de(pid) {
                assert!(Instant::now() < hasta, "el guardián no sabe de {pid}: {guion}");
                thread::yield_now();
            }
            drop(programa);
            // Puede que otra prueba tenga todavía un programa en marcha.
            while sistema::nacido(pid).is_some() && Instant::now() < hasta {
                thread::yield_now();
            }
            assert_eq!(sistema::nacido(pid), None, "{guion}");
        }
    }

    /// Dos veces el mismo programa, y lo que ve de quien lo arranca.
    #[cfg(target_os = "linux")]
    #[test]
    fn nada_de_lo_que_ve_le_dice_que_lo_comprueban() {
        let programa =
            Programa::arrancar(&["sh", "-c", "cat /proc/$PPID/comm; env"].map(str::to_string), None).unwrap();
        let hasta = Instant::now() + Duration::from_secs(20);
        programa.esperar(|| Instant::now() < hasta);
        let salida = String::from_utf8(programa.salida()).unwrap();
        let (padre, entorno) = salida.split_once('\n').unwrap();
        assert_eq!(padre, "cargo");
        // Lo que ya había fuera del curso, y una variable con un nombre que no dice nada.
        for linea in entorno.lines().filter(|linea| linea.contains('=')) {
            let nombre = linea.split('=').next().unwrap();
            let suya = ["_", "PWD", "OLDPWD", "SHLVL"].contains(&nombre);
            assert!(suya || nombre == guardian::marca() || env::var_os(nombre).is_some(), "{linea}");
            assert!(!guardian::es_del_curso(nombre), "{linea}");
        }
        assert!(entorno.contains(&format!("{}={}", guardian::marca(), programa.marca)), "{entorno}");
    }

    #[test]
    fn un_guardian_detenido_no_detiene_a_nadie() {
        guardian::llamar().unwrap();
        let detenido = guardian::pid_del_guardian();
        guardian::detener_al_guardian();
        let inicio = Instant::now();
        let programa = Programa::arrancar(&["sleep", "30"].map(str::to_string), None).unwrap();
        assert!(programa.parar());
        programa.seguir();
        let suyo = programa.pid();
        drop(programa);
        assert!(inicio.elapsed() < Duration::from_secs(20));
        assert_eq!(sistema::nacido(suyo), None, "sigue vivo");
        assert_ne!(guardian::pid_del_guardian(), detenido, "hay otro en su lugar");
    }
}
