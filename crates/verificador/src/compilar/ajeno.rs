//! Los fallos al compilar que no son de quien ha escrito el programa: el enlazador, el antivirus, el disco.

use std::fmt::Write as _;

const SIN_ENLAZADOR: &str = "no encuentro un enlazador de C. La orden «doctor» dice cómo instalarlo";
const EL_DE_GIT: &str = "el «link.exe» que se encuentra primero es el de Git, que es otra cosa: no enlaza programas. Pon en el \
                         PATH la carpeta usr\\bin de Git detrás de las demás, o compila desde la «Developer PowerShell» de \
                         Visual Studio";
const OCUPADO: &str = "no puedo sustituir el programa anterior: ¿sigue en marcha en otra terminal, o lo está mirando un \
                       antivirus? Ciérralo y vuelve a intentarlo";
const LLENO: &str = "no queda sitio en el disco para compilar. Borra algo y vuelve a intentarlo";

/// Lo que se busca en lo que dicen rustc, cargo y los enlazadores, y lo que significa. En Windows los textos salen en el idioma de
/// quien lo usa; los números, no.
const SENALES: &[(&str, &str)] = &[
    ("link: extra operand", EL_DE_GIT),
    ("link: missing operand", EL_DE_GIT),
    ("LNK1104", OCUPADO),
    ("LNK1168", OCUPADO),
    ("cannot open output file", OCUPADO),
    ("(os error 28)", LLENO),
    ("(os error 112)", LLENO),
    ("No space left on device", LLENO),
];

/// Los de Windows al escribir o arrancar un fichero. En otros sistemas esos números son otra cosa.
const DE_WINDOWS: &[(&str, i32)] = &[("(os error 4551)", 4551), ("(os error 225)", 225)];

/// Qué ha impedido compilar, en una frase con su remedio, si es algo que sabemos reconocer.
#[must_use]
pub fn causa_ajena(dicho: &str) -> Option<String> {
    if dicho.contains("linker `") && dicho.contains("not found") {
        return Some(SIN_ENLAZADOR.to_string());
    }
    if let Some((_, frase)) = SENALES.iter().find(|(senal, _)| dicho.contains(senal)) {
        return Some((*frase).to_string());
    }
    if let Some((_, numero)) = DE_WINDOWS.iter().find(|(senal, _)| dicho.contains(senal)) {
        let error = std::io::Error::from_raw_os_error(*numero);
        return Some(redes::errores::explicar(&error));
    }
    (cfg!(windows) && ["(os error 5)", "(os error 32)"].iter().any(|senal| dicho.contains(senal)))
        .then(|| OCUPADO.to_string())
}

/// Por qué no se ha podido compilar, si no es culpa del programa: con lo que han dicho, si no se sabe más.
pub fn no_comprobable(dicho: &str) -> String {
    causa_ajena(dicho).unwrap_or_else(|| {
        let mut causa = "no se ha podido compilar el reto, y no por lo que dice su código:".to_string();
        let _ = write!(causa, "\n{}", dicho.trim_end());
        causa
    })
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn cada_causa_se_dice_con_su_remedio() {
        let git = "error: linking with `link.exe` failed: exit code: 1\n  = note: /usr/bin/link: extra operand 'x.o'\n";
        for (dicho, trozo) in [
            ("error: linker `link.exe` not found", "enlazador de C"),
            (git, "es el de Git"),
            ("LINK : fatal error LNK1104: cannot open file 'C:\\x\\servidor_eco.exe'", "sigue en marcha"),
            ("ld: cannot open output file x.exe: Permission denied", "sigue en marcha"),
            ("could not execute process `build-script-build` (never executed)\n(os error 4551)", "Smart App Control"),
            ("error: could not write output: (os error 28)", "sitio en el disco"),
        ] {
            let causa = causa_ajena(dicho).unwrap_or_default();
            assert!(causa.contains(trozo), "{dicho}: {causa}");
        }
        assert_eq!(causa_ajena("error: linking with `cc` failed: exit status: 1"), None);
        assert!(no_comprobable("error: linking with `cc` failed\n").ends_with("with `cc` failed"));
    }
}
