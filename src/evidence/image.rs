//! Which login name a ready-made system comes with (the providers' own documentation).

use crate::text::Untrusted;

/// The usual login names of an image, likeliest first.
pub fn usual_names(image: &str) -> &'static [&'static str] {
    match image {
        "ubuntu" => &["ubuntu"],
        "debian" => &["debian", "admin"],
        "amazon-linux" => &["ec2-user"],
        "centos" => &["centos", "cloud-user"],
        "rocky" => &["rocky"],
        "almalinux" => &["almalinux", "ec2-user"],
        "rhel" => &["cloud-user", "ec2-user"],
        "fedora" => &["fedora"],
        "suse" => &["ec2-user", "sles"],
        "arch" => &["arch"],
        "alpine" => &["alpine"],
        "freebsd" => &["freebsd", "ec2-user"],
        "bitnami" => &["bitnami"],
        "raspberry-pi-os" => &["pi"],
        "windows" => &["Administrator"],
        "openwrt" => &["root"],
        _ => &[],
    }
}

/// The image an identification string speaks of.
pub fn of(ident: &Untrusted) -> &'static str {
    let known = [
        ("Ubuntu", "ubuntu"),
        ("Raspbian", "raspberry-pi-os"),
        ("Debian", "debian"),
        ("FreeBSD", "freebsd"),
        ("for_Windows", "windows"),
        // Routers and the like; whoever else runs dropbear calls the administrator root as well.
        ("dropbear", "openwrt"),
    ];
    known
        .into_iter()
        .find(|(word, _)| ident.contains(word))
        .map_or("", |(_, image)| image)
}
