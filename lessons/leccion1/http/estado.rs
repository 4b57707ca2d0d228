//! Los estados de HTTP que usamos: el número y la palabra con que empieza toda respuesta.

/// `200 OK`, `404 Not Found`…
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estado(pub u16, pub &'static str);

impl Estado {
    pub const BIEN: Self = Self(200, "OK");
    pub const NO_SE_ENTIENDE: Self = Self(400, "Bad Request");
    pub const NO_ESTA: Self = Self(404, "Not Found");
    pub const METODO_AJENO: Self = Self(405, "Method Not Allowed");
    pub const FUERA_DE_PLAZO: Self = Self(408, "Request Timeout");
    pub const DEMASIADO_LARGA: Self =
        Self(431, "Request Header Fields Too Large");
    pub const OTRA_VERSION: Self =
        Self(505, "HTTP Version Not Supported");
}
