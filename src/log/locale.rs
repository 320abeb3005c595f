//! The system's words for its errors, in the languages and dialects people paste, and the error each stands for.

/// What an error of the system means for a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Errno {
    /// ECONNREFUSED
    Refused,
    /// ETIMEDOUT, or the caller's own patience.
    TimedOut,
    /// EHOSTUNREACH
    HostUnreachable,
    /// ENETUNREACH
    NetworkUnreachable,
    /// ECONNRESET, ECONNABORTED
    Reset,
    /// EACCES, EPERM
    NotPermitted,
    /// EADDRNOTAVAIL
    AddressNotAvailable,
    /// EADDRINUSE
    AddressInUse,
    /// EINVAL
    Invalid,
    /// ENOENT
    NotFound,
    /// ENOSPC, EDQUOT
    DiskFull,
    /// EAI_NONAME
    NoName,
    /// EAI_AGAIN
    TryAgain,
    /// EAI_NODATA, EAI_ADDRFAMILY
    NoAddress,
    /// EAI_FAIL
    ResolverFailed,
}

/// The error whose words stand in `text`; of several the one named first.
pub(super) fn errno(text: &str) -> Option<Errno> {
    let folded = text.to_lowercase();
    let at = |words: &&str| folded.find(*words);
    let hits = TABLE.iter().filter_map(|(errno, texts)| {
        texts
            .iter()
            .filter_map(at)
            .min()
            .map(|place| (place, *errno))
    });
    hits.min().map(|(_, errno)| errno)
}

/// In lower case. glibc (English, Japanese, German, French, Spanish, Portuguese, Italian, Chinese, Korean, Russian,
/// Polish, Dutch), BSD and macOS, musl, Windows, and the names of the errors themselves.
const TABLE: &[(Errno, &[&str])] = &[
    (
        Errno::Refused,
        &[
            "connection refused",
            "actively refused",
            "econnrefused",
            "refused by server",
            "errno 111",
            "errno 61",
            "error 10061",
            "接続を拒否されました",
            "接続が拒否されました",
            "拒否されたため、接続できませんでした",
            "verbindungsaufbau abgelehnt",
            "connexion refusée",
            "conexión rehusada",
            "conexión rechazada",
            "conexão recusada",
            "connessione rifiutata",
            "拒绝连接",
            "连接被拒绝",
            "拒絕連線",
            "連線被拒絕",
            "連線被拒",
            "연결이 거부",
            "연결을 거부",
            "в соединении отказано",
            "połączenie odrzucone",
            "verbinding is geweigerd",
            "förbindelse vägras",
            "spojení odmítnuto",
            "bağlantı reddedildi",
        ],
    ),
    (
        Errno::TimedOut,
        &[
            "connection timed out",
            "operation timed out",
            "connect timed out",
            "connection timeout",
            "connection attempt timed out",
            "etimedout",
            "i/o timeout",
            "timed out",
            "did not properly respond",
            "errno 110",
            "errno 60",
            "error 10060",
            "timeout: socket is not established",
            "接続がタイムアウトしました",
            "タイムアウト",
            "正しく応答しなかったため",
            "wartezeit für die verbindung",
            "zeitüberschreitung",
            "expiration du délai",
            "délai d'attente",
            "expiró el tiempo",
            "tiempo de espera",
            "tempo esgotado",
            "connessione scaduta",
            "connessione terminata",
            "连接超时",
            "連線逾時",
            "操作超时",
            "연결 시간 초과",
            "시간이 초과",
            "시간 초과",
            "истекло",
            "upłynął limit",
            "przekroczony czas",
            "time-out van verbinding",
        ],
    ),
    (
        Errno::HostUnreachable,
        &[
            "no route to host",
            "host is unreachable",
            "host unreachable",
            "host is down",
            "unreachable host",
            "ehostunreach",
            "ehostdown",
            "errno 113",
            "errno 65",
            "ホストへの経路がありません",
            "ホストへのルートがありません",
            "ホストに到達できません",
            "到達できないホスト",
            "keine route zum zielrechner",
            "aucun chemin d'accès",
            "no existe ninguna ruta",
            "não há rota",
            "nessun instradamento",
            "没有到主机的路由",
            "沒有路由可至主機",
            "沒有主機路由",
            "호스트로 갈 루트가 없",
            "нет маршрута до узла",
            "brak trasy do hosta",
            "geen route naar host",
        ],
    ),
    (
        Errno::NetworkUnreachable,
        &[
            "network is unreachable",
            "network unreachable",
            "unreachable network",
            "network is down",
            "enetunreach",
            "errno 101",
            "errno 51",
            "ネットワークに届きません",
            "ネットワークに到達できません",
            "到達できないネットワーク",
            "netzwerk ist nicht erreichbar",
            "réseau n'est pas accessible",
            "réseau inaccessible",
            "red es inaccesible",
            "rede está fora de alcance",
            "rede inalcançável",
            "rete non raggiungibile",
            "网络不可达",
            "無法接觸網路",
            "네트워크가 접근 불가능",
            "сеть недоступна",
            "sieć jest niedostępna",
            "netwerk is onbereikbaar",
        ],
    ),
    (
        Errno::Reset,
        &[
            "connection reset",
            "econnreset",
            "connection aborted",
            "forcibly closed",
            "errno 104",
            "errno 54",
            "error 10054",
            "接続が相手からリセットされました",
            "強制的に切断されました",
            "vom kommunikationspartner zurückgesetzt",
            "ré-initialisée par le correspondant",
            "réinitialisée par le correspondant",
            "reinicializada por la máquina",
            "fechada pela outra ponta",
            "连接被对方重设",
            "连接被对方重置",
            "連線被對方重設",
            "연결이 상대편에 의해",
            "상대편이 연결을 끊",
            "разорвано другой стороной",
        ],
    ),
    (
        Errno::NotPermitted,
        &[
            "permission denied",
            "operation not permitted",
            "eacces",
            "eperm",
            "errno 13",
            "errno 1]",
            "許可がありません",
            "許可されていない操作です",
            "操作は許可されていません",
            "アクセスが拒否されました",
            "keine berechtigung",
            "permission non accordée",
            "permiso denegado",
            "permissão negada",
            "permesso negato",
            "权限不够",
            "拒絕不符權限",
            "허가 거부",
            "отказано в доступе",
            "brak dostępu",
        ],
    ),
    (
        Errno::AddressNotAvailable,
        &[
            "cannot assign requested address",
            "can't assign requested address",
            "eaddrnotavail",
            "要求されたアドレスに割り当てられません",
            "要求アドレスに割り当てできません",
            "要求されたアドレスを割り当てられません",
        ],
    ),
    (
        Errno::AddressInUse,
        &[
            "address already in use",
            "eaddrinuse",
            "only one usage of each socket address",
            "アドレスは既に使用中です",
            "そのアドレスは既に使用中です",
            "die adresse wird bereits verwendet",
            "adresse déjà utilisée",
            "地址已在使用",
        ],
    ),
    (
        Errno::Invalid,
        &["invalid argument", "einval", "無効な引数です"],
    ),
    (
        Errno::NotFound,
        &[
            "no such file or directory",
            "enoent",
            "the system cannot find the",
            "そのようなファイルやディレクトリはありません",
            "指定されたファイルが見つかりません",
            "datei oder verzeichnis nicht gefunden",
            "aucun fichier ou dossier",
            "no existe el archivo",
            "没有那个文件或目录",
            "沒有此一檔案或目錄",
            "нет такого файла",
        ],
    ),
    (
        Errno::DiskFull,
        &[
            "no space left on device",
            "disk quota exceeded",
            "enospc",
            "edquot",
            "デバイスに空き領域がありません",
            "auf dem gerät ist kein speicherplatz",
            "espace disque insuffisant",
            "设备上没有空间",
        ],
    ),
    (
        Errno::NoName,
        &[
            "name or service not known",
            "nodename nor servname provided",
            "name does not resolve",
            "no such host",
            "host not found",
            "unknown host",
            "enotfound",
            "eai_noname",
            "host does not exist",
            "unknownhostexception",
            "nxdomain",
            "errno -2",
            "errno 8",
            "gaierror(8",
            "could not find host",
            "failed to resolve host",
            "名前またはサービスが不明です",
            "名前またはサービスが分かりません",
            "そのようなホストは不明です",
            "不明なホスト",
            "ホストが見つかりません",
            "name oder der dienst ist nicht bekannt",
            "nom ou service inconnu",
            "nombre o servicio desconocido",
            "nome ou serviço desconhecido",
            "nome o servizio sconosciuto",
            "未知的名称或服务",
            "未知的名稱或服務",
            "不知道这样的主机",
            "이름 혹은 서비스를 알 수 없",
            "이름이나 서비스를 알 수 없",
            "имя или служба не известны",
            "nieznana nazwa lub usługa",
            "nazwa lub usługa nie jest znana",
            "naam of dienst is niet bekend",
        ],
    ),
    (
        Errno::TryAgain,
        &[
            "temporary failure in name resolution",
            "eai_again",
            "errno -3",
            "try again",
            "server misbehaving",
            "temporary failure",
            "resolving timed out",
            "名前解決に一時的に失敗しました",
            "名前解決で一時的な失敗",
            "名前解決での一時的な失敗",
            "temporärer fehler bei der namensauflösung",
            "échec temporaire",
            "fallo temporal en la resolución",
            "falha temporária na resolução",
            "risoluzione del nome",
            "域名解析暂时失败",
            "域名解析出现暂时性错误",
            "暫時性錯誤",
            "名稱解析",
            "이름 해석에 일시적",
            "временный сбой в разрешении",
            "tymczasowy błąd rozwiązywania",
        ],
    ),
    (
        Errno::NoAddress,
        &[
            "no address associated with",
            "address family for hostname not supported",
            "eai_nodata",
            "errno -5",
            "no suitable address",
            "ホスト名に関連付けられたアドレスがありません",
            "ホスト名にはアドレスが割り当てられていません",
            "ホスト名のアドレスファミリ",
            "dem rechnernamen ist keine adresse zugeordnet",
            "aucune adresse associée",
        ],
    ),
    (
        Errno::ResolverFailed,
        &[
            "non-recoverable failure in name resolution",
            "eai_fail",
            "errno -4",
            "servfail",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_names_its_error() {
        for (text, errno_of) in [
            (
                "connect to host web1 port 22: Connection refused",
                Some(Errno::Refused),
            ),
            ("接続を拒否されました", Some(Errno::Refused)),
            ("Connexion refusée", Some(Errno::Refused)),
            ("Operation timed out", Some(Errno::TimedOut)),
            ("ホストへの経路がありません", Some(Errno::HostUnreachable)),
            (
                "nodename nor servname provided, or not known",
                Some(Errno::NoName),
            ),
            (
                "Temporary failure in name resolution",
                Some(Errno::TryAgain),
            ),
            ("all is well", None),
        ] {
            assert_eq!(errno(text), errno_of, "{text}");
        }
    }

    #[test]
    fn the_table_is_in_lower_case() {
        for text in TABLE.iter().flat_map(|(_, texts)| texts.iter()) {
            assert_eq!(*text, text.to_lowercase());
        }
    }
}
