//! A key on a smart card or HSM, reached through a PKCS#11 module, cannot be used.
//! Known from: the provider's own error (ssh-pkcs11.c), or the agent's refusal. PKCS11Provider in ssh_config(5), `ssh-add -s`.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "pkcs11-key-unusable",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the PKCS#11 provider or token cannot be used",
        "PKCS#11 のプロバイダーまたはトークンを使えません",
    ),
    text: Say::fixed(
        "\
PKCS11Provider (or \"ssh-add -s\", or \"ssh -I\") names a library through which ssh reaches a smart card or HSM. That library cannot be loaded, finds no token, or the token refuses: wrong PIN, locked, no key that can sign.

It is known from its words: \"dlopen … failed\", \"provider … returned no slots\", \"C_Login failed\", \"C_Sign failed\", \"no keys\", or \"agent refused operation\" where the agent holds the provider.

The library must fit this ssh (same processor type, an allowed path): ssh-agent loads only providers below /usr/lib* and /usr/local/lib*, unless it is started with -P. A missing card looks like a missing key: then \"no-identity\" would be named.

Ask the provider itself for its keys, without any server:

  ssh-keygen -D /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
  pkcs11-tool --list-slots

After a wrong PIN do not try again and again: most cards lock for good after three tries.",
        "\
PKCS11Provider (または \"ssh-add -s\"、\"ssh -I\") は、スマートカードや HSM を使うためのライブラリを指定します。そのライブラリを読み込めない、トークンが見つからない、またはトークンが拒否しています (PIN の誤り、ロック、署名できる鍵がない)。

\"dlopen … failed\"、\"provider … returned no slots\"、\"C_Login failed\"、\"C_Sign failed\"、\"no keys\" などの文言や、エージェントがプロバイダーを持つ場合の \"agent refused operation\" で分かります。

ライブラリはこの ssh に合っている必要があります (同じ CPU の種類、許可されたパス)。ssh-agent は -P を付けて起動しない限り、/usr/lib* と /usr/local/lib* の下のプロバイダーしか読み込みません。カードがない場合は鍵がない場合 (no-identity) と同じように見えます。

サーバーを使わず、プロバイダーに直接鍵を問い合わせます。

  ssh-keygen -D /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
  pkcs11-tool --list-slots

PIN を間違えた後に繰り返し試さないでください。多くのカードは 3 回で完全にロックされます。",
    ),
    sentences: &["C_Login failed", "C_Sign failed", "returned no slots", "cannot read public key from pkcs11"],
};
