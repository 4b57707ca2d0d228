//! Qué sistema es este, y cómo se instala aquí cada cosa.

use std::fs;

/// Los sistemas cuyos remedios sabemos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sistema {
    /// Debian, Ubuntu, Mint…
    Debian,
    /// Fedora, RHEL, CentOS…
    Fedora,
    /// Arch, Manjaro…
    Arch,
    OtroLinux,
    MacOs,
    Windows,
    Otro,
}

impl Sistema {
    /// El de este ordenador.
    pub fn este() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(target_os = "linux") {
            de_linux(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        } else {
            Self::Otro
        }
    }

    pub fn nombre(self) -> &'static str {
        match self {
            Self::Debian => "Debian o Ubuntu",
            Self::Fedora => "Fedora",
            Self::Arch => "Arch",
            Self::OtroLinux => "Linux",
            Self::MacOs => "macOS",
            Self::Windows => "Windows",
            Self::Otro => "un sistema que no conozco",
        }
    }

    /// Cómo se instala Rust. No hacen falta permisos de administrador.
    pub fn instalar_rust(self) -> String {
        match self {
            Self::Windows => "Instala rustup (no hace falta ser administrador): `winget install Rustlang.Rustup`, o \
                              descárgalo de https://rustup.rs"
                .to_string(),
            _ => "Instala rustup (no hace falta ser administrador, va a tu carpeta): \
                  `curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh`"
                .to_string(),
        }
    }

    /// Cómo se instala un enlazador de C.
    pub fn instalar_enlazador(self) -> String {
        match self {
            Self::Debian => con_permisos("sudo apt install gcc libc6-dev"),
            Self::Fedora => con_permisos("sudo dnf install gcc"),
            Self::Arch => con_permisos("sudo pacman -S gcc"),
            Self::OtroLinux | Self::Otro => "Instala gcc o clang con lo que use tu sistema.".to_string(),
            Self::MacOs => "Instala las herramientas de línea de órdenes: `xcode-select --install`".to_string(),
            Self::Windows => "Sin ser administrador, usa el enlazador que trae la variante gnu: \
                              `rustup default stable-x86_64-pc-windows-gnu`. O instala las herramientas de Visual \
                              Studio, con C++: `winget install Microsoft.VisualStudio.2022.BuildTools`"
                .to_string(),
        }
    }

    /// Cómo se instala lo que pide la ventana de la lección 7.
    pub fn instalar_x11(self) -> String {
        match self {
            Self::Debian => con_permisos("sudo apt install libx11-6 libxcursor1"),
            Self::Fedora => con_permisos("sudo dnf install libX11 libXcursor"),
            Self::Arch => con_permisos("sudo pacman -S libx11 libxcursor"),
            _ => "Instala libX11 y libXcursor con lo que use tu sistema.".to_string(),
        }
    }

    /// Cómo se instala Python.
    pub fn instalar_python(self) -> &'static str {
        match self {
            Self::Debian => "`sudo apt install python3`",
            Self::Fedora => "`sudo dnf install python3`",
            Self::Arch => "`sudo pacman -S python`",
            Self::MacOs => "`xcode-select --install`, que lo trae",
            Self::Windows => "`winget install Python.Python.3.13`, que no pide ser administrador",
            Self::OtroLinux | Self::Otro => "con lo que use tu sistema",
        }
    }

    /// Cómo se averigua qué puertos se ha reservado el sistema, si es que lo hace: nadie los usa, y no se pueden usar.
    pub fn reservados(self, udp: bool) -> Option<String> {
        let protocolo = if udp { "udp" } else { "tcp" };
        (self == Self::Windows).then(|| format!("`netsh int ipv4 show excludedportrange protocol={protocolo}`"))
    }

    /// Cómo se averigua quién usa un puerto.
    pub fn quien_usa(self, puerto: u16, udp: bool) -> String {
        match self {
            Self::Windows => format!("`netstat -ano | findstr :{puerto}`"),
            Self::MacOs | Self::Otro => format!("`lsof -nP -i {}:{puerto}`", if udp { "udp" } else { "tcp" }),
            _ => format!("`ss -{}lpn sport = :{puerto}`", if udp { "u" } else { "t" }),
        }
    }
}

fn con_permisos(orden: &str) -> String {
    format!(
        "Instálalo: `{orden}` (pide permisos de administrador; si no los tienes, díselo a quien lleve el ordenador)."
    )
}

/// El sistema que describe un `/etc/os-release`.
fn de_linux(os_release: &str) -> Sistema {
    let valor = |clave: &str| {
        let linea = os_release.lines().find_map(|linea| linea.strip_prefix(clave)?.strip_prefix('='));
        linea.unwrap_or_default().trim_matches('"').to_lowercase()
    };
    let familia = format!("{} {}", valor("ID"), valor("ID_LIKE"));
    let es = |nombres: &[&str]| familia.split_whitespace().any(|uno| nombres.contains(&uno));
    if es(&["debian", "ubuntu"]) {
        Sistema::Debian
    } else if es(&["fedora", "rhel", "centos"]) {
        Sistema::Fedora
    } else if es(&["arch"]) {
        Sistema::Arch
    } else {
        Sistema::OtroLinux
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn se_sabe_que_linux_es() {
        for (texto, sistema) in [
            ("NAME=\"Debian GNU/Linux\"\nID=debian\n", Sistema::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Sistema::Debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Sistema::Fedora),
            ("ID=manjaro\nID_LIKE=arch\n", Sistema::Arch),
            ("ID=alpine\n", Sistema::OtroLinux),
            ("", Sistema::OtroLinux),
        ] {
            assert_eq!(de_linux(texto), sistema, "{texto}");
        }
    }
}
