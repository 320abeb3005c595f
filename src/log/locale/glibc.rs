//! The rest of the languages that glibc speaks (its po files), in lower case: for each error its words, divided by `|`.

use super::Errno;

pub(super) const TABLE: &[(Errno, &str)] = &[
    (
        Errno::Refused,
        "адмоўлена ў злучэньні|отказано свързване|s’ha refusat la connexió|opkobling nægtet|\
         απόρριψη σύνδεσης|konekto rifuziĝas|yhteys torjuttu|conexión rexeitada|veza odbijena|\
         kapcsolat elutasítva|koneksi ditolak|prisijungimas atmestas|oppkobling nektes|ligação recusada|\
         spojenie odmietnuté|веза је одбијена|förbindelsen förvägrad|у з'єднанні відмовлено|\
         kết nối bị từ chối",
    ),
    (
        Errno::TimedOut,
        "просрочена мрежова операция|la connexió ha expirat|spojení bylo příliš dlouho neaktivní|\
         opkoblingen overskred tidsgrænsen|λήξη σύνδεσης|konekto transpasis limtempon|\
         yhteys aikakatkaistu|a conexión espirou|\
         veza je prekinuta zbog ograničenja vremena čekanja nsa odgovor|időtúllépés a kapcsolatban|\
         koneksi kehabisan waktu|baigėsi prisijungimo laukimo laikas|oppkoblingen overskred tidsgrensen|\
         verbinding is verlopen|ligação expirada|časový limit pre spojenie vypršal|\
         förbindelsens tidsgräns löpte ut|bağlantıda zaman aşımı|\
         перевищено інтервал очікування з'єднання|kết nối đã quá hạn|連線超過時間",
    ),
    (
        Errno::HostUnreachable,
        "вузел зьлёг|няма маршрут до компютъра|компютърът е изключен|no hi ha cap camí cap a l’estació|\
         l’estació no està operativa|k počítači neexistuje cesta|počítač není v provozu|\
         ingen rute til værtsmaskinen|værtsmaskinen er nede|der rechner ist nicht aktiv|\
         δεν υπάρχει διαδρομή στο σύστημα|το σύστημα δε λειτουργεί|gastiganto ne atingeblas|\
         gastiganto ne funkcias|el `host' no está operativo|reititystä koneeseen ei ole|kone on alhaalla|\
         l'hôte cible est arrêté ou en panne|non hai unha rota ao servidor|o servidor está inactivo|\
         nema trase (rute, puta) do računala|host nije uključen|nincs útvonal a gép felé|\
         a gép nem működik|tidak ada rute ke host|host sedang turun|l'host non è attivo|ホストが落ちています|\
         호스트가 죽었습니다|nėra kelio iki serverio|serveris neveikia|ingen rute til vertsmaskinen|\
         vertsmaskin er nede|host is inactief|urządzenie jest wyłączone|sem caminho para o anfitrião|\
         o anfitrião está em baixo|host está desligado|узел выключен|cesta k počítaču neexistuje|\
         počítač je vypnutý|нема путање до рачунара|домаћин је пао|ingen väg till värd|värddator är nere|\
         makinaya ağ üzerinden yol yok|makina çökük|немає маршруту до вузла|вузол вимкнено|\
         không có đường dẫn đến máy|máy không chạy|找不到通往該主機的路由路徑|遠端系統已停機了",
    ),
    (
        Errno::NetworkUnreachable,
        "мрежата е недостъпна|мрежата е изключена|la xarxa és inabastable|la xarxa no és activa|\
         síť není dostupná|síťování je mimo provoz|netværket er ikke tilgængeligt|netværket er nede|\
         das netzwerk ist nicht aktiv|το δίκτυο δεν είναι προσπελάσιμο|το δίκτυο δε λειτουργεί|\
         la reto ne atingeblas|la reto ne funkcias|la red no está activa|verkkoa ei tavoiteta|\
         verkko on poissa käytöstä|le réseau ne fonctionne pas|non se pode chegar á rede|\
         a rede non funciona|mreža nije dostupna|mreža je isključena -- nije aktivna|\
         a hálózat elérhetetlen|a hálózat nem működik|jaringan tidak dapat dicapai|jaringan sedang turun|\
         la rete non è raggiungibile|la rete non è disponibile|ネットワークが落ちています|네트워크가 죽었습니다|\
         tinklas neprieinamas|tinklas išjungtas|nettverket er ikke tilgjengelig|nettverket er nede|\
         netwerk ligt plat|sieć jest wyłączona|rede inacessível|a rede está em baixo|a rede não responde|\
         сеть не работает|sieť nie je dostupná|sieť je nefunkčná|omrežje ni dostopno|omrežje ni dejavno|\
         мрежа је недостижна|мрежа је пала|nätverket kan inte nås|nätverket är nere|\
         ağ erişilebilir durumda değil|ağ yok oldu|не вдалося отримати доступ до мережі|мережу вимкнено|\
         không thể kết nối mạng|mạng không hoạt động",
    ),
    (
        Errno::Reset,
        "едностранно прекъсване на връзката от отсрещната страна|\
         софтуерно предизвикано прекъсване на връзката|la màquina remota ha reiniciat la connexió|\
         el programari ha tallat la connexió|spojení zrušeno druhou stranou|\
         software způsobil ukončení spojení (abort)|forbindelsen brudt i den anden ende|\
         programmet forårsagede forbindelsesafbrud|das programm verursachte den abbruch der verbindung|\
         η σύνδεση έκλεισε από το ταίρι|το λογισμικό προκάλεσε ακύρωση σύνδεσης|konekto simple malekis|\
         la retkonekto malekis ĉar loka komputilo malfunkciis|el programa provocó el fin de la conexión|\
         vastapää sulki yhteyden|ohjelmisto aiheutti yhteyden katkaisun|\
         le logiciel a provoqué l'abandon de la connexion|conexión reiniciada polo outro estremo|\
         un programa abortou a conexión|\
         poveznica je prekinuta od druge strane (od ravnopravnoga člana u prijenosu)|\
         softver je uzrok prekida veze|a kapcsolatot bontotta a távoli fél|\
         a szoftver kapcsolatszakadást okozott|koneksi direset oleh peer|\
         perangkat lunak menyebabkan pembatalan koneksi|connessione interrotta dal corrispondente|\
         connessione interrotta per un problema software|ソフトウェアが接続を中断しました|소프트웨어가 연결 중단을 초래했습니다|\
         prisijungimas nutrauktas kito serverio|prisijungimas nutrauktas programiškai|\
         forbindelsen brutt i den andre enden|programvare forårsaket forbindelsesbrudd|\
         verbinding is weggevallen|verbinding is verbroken door lokaal probleem|\
         połączenie zerwane przez drugą stronę|oprogramowanie spowodowało przerwanie połączenia|\
         ligação reposta pelo peer|o programa abortou a ligação|término de conexão causada por software|\
         программа вызвала разрыв соединения|spojenie zrušené druhou stranou|\
         software spôsobil zrušenie spojenia|programsko povzročena prekinitev povezave|\
         везу је поново поставио парњак|софтвер је изазвао прекид везе|förbindelse borttagen av partnern|\
         programvaran orsakade ett förbindelsebrott|bağlantı karşıdan kesildi|\
         yazılım bağlantının kopmasına sebep oldu|вузол розірвав з’єднання|\
         з’єднання розірвано програмним забезпеченням|kết nối bị đặt lại bởi ngang hàng|\
         phần mềm đã gây ra kết nối hủy bỏ|由软件导致的连接断开|軟體造成連線中斷",
    ),
    (
        Errno::NotPermitted,
        "бракуе правоў|дзеяньне не дазволена|отказан достъп|действието не е позволено|\
         s’ha denegat el permís|l’operació no és permesa|operace zamítnuta|operace není povolena|\
         adgang nægtet|operationen er ikke tilladt|die operation ist nicht erlaubt|άρνηση πρόσβασης|\
         η λειτουργία δεν επιτρέπεται|mankas permeso|operacio ne permesatas|operación no permitida|\
         lupa evätty|toiminto ei ole sallittu|opération non permise|operación non permitida|\
         pristup je odbijen|operacija nije dopuštena|engedély megtagadva|a művelet nem engedélyezett|\
         ijin ditolak|operasi tidak diijinkan|operazione non permessa|명령을 허용하지 않음|operacija neleidžiama|\
         ikke tilgang|operasjonen er ikke tillatt|toegang geweigerd|actie is niet toegestaan|\
         operacja niedozwolona|permissão recusada|operação não permitida|операция не позволена|\
         prístup odmietnutý|operácia nie je povolená|operacija ni dovoljena|овлашћење је одбијено|\
         радња није допуштена|åtkomst nekas|operationen inte tillåten|erişim engellendi|\
         i̇şleme izin verilmedi|відмовлено у доступі|дію заборонено|không đủ quyền truy cập|\
         thao tác không được phép|不允许的操作|此項操作並不被允許",
    ),
    (
        Errno::AddressNotAvailable,
        "недостъпен адрес на гнездо (socket)|no s’ha pogut assignar l’adreça sol·licitada|\
         požadovanou adresu nelze přiřadit|kan ikke tildele den ønskede adresse|\
         die angeforderte adresse kann nicht zugewiesen werden|\
         δεν είναι δυνατή η εκχώρηση της ζητηθήσας διεύθυνσης|ne eblas asigni petatan adreson|\
         no se puede asignar la dirección solicitada|pyydettyä osoitetta ei voi asettaa|\
         ne peut attribuer l'adresse demandée|non se pode asigna-lo enderezo pedido|\
         nije moguće dodijeliti zatraženu adresu|nem sikerült a kért címet hozzárendelni|\
         tidak dapat menempatkan permintaan alamat|impossibile assegnare l'indirizzo richiesto|\
         要求アドレスに割り当てられません|요청한 주소를 배정할 수 없습니다|nepavyko priskirti prašomo adreso|\
         kan ikke benytte den ønskede adressen|kan verzochte adres niet toewijzen|\
         nie można przypisać żądanego adresu|impossível atribuir o endereço pedido|\
         não foi possível acessar o endereço requisitado|невозможно назначить запрошенный адрес|\
         priradenie požadovanej adresy nie je možné|zahtevanega naslova ni mogoče dodeliti|\
         не могу да доделим захтевану адресу|kan inte tilldela begärd adress|i̇stenen adres bulunamıyor|\
         не вдалося призначити вказану адресу|không thể gán địa chỉ đã yêu cầu|无法指定被请求的地址|無法指定所需的位址",
    ),
    (
        Errno::AddressInUse,
        "адресът вече се използва|l’adreça ja és en ús|adresa je užívána|adressen er allerede i brug|\
         η διεύθυνση υποδοχής είναι ήδη σε χρήση|adreso jam uziĝas|la dirección ya se está usando|\
         osoite on jo käytössä|estase usando o enderezo|adrese se već koriste|a cím már használatban van|\
         alamat telah digunakan|indirizzo già in uso|주소가 이미 사용 중입니다|adresas jau naudojamas|\
         adressen er allerede i bruk|adres is al in gebruik|adres jest już w użyciu|endereço já em uso|\
         адрес уже используется|adresa je používaná|naslov je že v rabi|адреса је већ у употреби|\
         adressen redan upptagen|adres zaten kullanımda|адресу вже використано|địa chỉ đang được dùng|\
         位址已經有在使用",
    ),
    (
        Errno::Invalid,
        "неправилен аргумент|l’argument passat no és vàlid|nepřípustný argument|ugyldigt argument|\
         das argument ist ungültig|μη έγκυρη παράμετρος|nevalida argumento|argumento inválido|\
         virheellinen argumentti|argument invalide|parámetro incorrecto|nevaljani argument|\
         érvénytelen argumentum|argumen tidak valid|argomento non valido|부적절한 인수|netinkamas argumentas|\
         ugyldig argument|ongeldig argument|zły argument|недопустимый аргумент|inkoresha siyo|\
         neprípustný argument|neveljavni argument|неисправан аргумент|ogiltigt argument|geçersiz argüman|\
         некоректний аргумент|đối số không hợp lệ|不適用的引數",
    ),
    (
        Errno::NotFound,
        "няма такога файла ці каталога|няма такъв файл или директория|el fitxer o directori no existeix|\
         adresář nebo soubor neexistuje|ingen sådan fil eller filkatalog|\
         δεν υπάρχει τέτοιο αρχείο ή κατάλογος|dosiero aŭ dosierujo ne ekzistas|\
         no existe el fichero o el directorio|tiedostoa tai hakemistoa ei ole|\
         non hai tal ficheiro ou directorio|nema takve datoteke ili direktorija|\
         nincs ilyen fájl vagy könyvtár|necun tal file o directorio|\
         tidak ada berkas atau direktori seperti itu|file o directory non esistente|그런 파일이나 디렉터리가 없습니다|\
         toks failas ar aplankas neegzistuoja|ingen slik fil eller filkatalog|\
         bestand of map bestaat niet|nie ma takiego pliku ani katalogu|ficheiro ou pasta inexistente|\
         arquivo ou diretório inexistente|adresár alebo súbor neexistuje|\
         datoteka ali imenik s tem imenom ne obstaja|нема такве датотеке или директоријума|\
         filen eller katalogen finns inte|böyle bir dosya ya da dizin yok|\
         немає такого файла або каталогу|không có tập tin hoặc thư mục như vậy",
    ),
    (
        Errno::DiskFull,
        "няма месца на прыладзе|перавышана дыскавая квота|няма свободно място на устройството|\
         надвишена дискова квота|no resta espai al dispositiu|s’ha excedit la quota de disc|\
         na zařízení není volné místo|překročena disková kvóta|ikke mere plads på enheden|\
         diskkvoten overskredet|der zugewiesene plattenplatz (quota) ist überschritten|\
         δεν έμεινε καθόλου χώρος στη συσκευή|ξεπεράστηκε το όριο χρήσης δίσκου|\
         ne haviĝas plu da spaco sur aparato|diska kvoto transpasiĝis|no queda espacio en el dispositivo|\
         se ha excedido la cuota de disco|laitteella ei ole tilaa jäljellä|levykiintiö ylittynyt|\
         aucun espace disponible sur le périphérique|débordement du quota d'espace disque|\
         non hai espacio libre no dispositivo|cota de disco superada|nema više prostora na uređaju|\
         prekoračena je dodijeljena kvota (prostor) na disku|nincs több hely a lemezen|\
         lemezkvóta túllépve|tidak ruang lagi diperangkat|quota dis terlampaui|\
         spazio esaurito sul device|quota disco superata|ディスク使用量制限を超過しました|장치에 남은 공간이 없음|디스크 할당량이 초과됨|\
         įrenginyje neliko vietos|viršyta disko kvota|ikke mer plass på enheten|\
         geen ruimte meer over op apparaat|schijfquotum is overschreden|brak miejsca na urządzeniu|\
         przekroczony limit dyskowy|sem espaço livre no dispositivo|quota do disco excedida|\
         não há espaço disponível no dispositivo|cota da disco excedida|\
         на устройстве не осталось свободного места|превышена дисковая квота|\
         na zariadení už nie je žiadne miesto|disková kvóta prekročená|na napravi ni več prostora|\
         није преостало простора на уређају|квота диска је премашена|enheten är full|\
         diskkvot överskriden|aygıt üzerinde boş yer yok|disk kotası aşıldı|\
         недостатньо місця на пристрої|перевищено квоту диска|không có đủ chỗ trống trên thiết bị|\
         vượt quá hạn ngạch đĩa|超出磁盘限额|裝置上已無多餘空間|磁碟配額已滿",
    ),
    (
        Errno::NoName,
        "не е известно името на услугата|el nom o servei no és conegut|neznámé jméno nebo služba|\
         navn eller tjeneste ukendt|το όνομα ή η υπηρεσία δεν είναι γνωστά|nomo aŭ servo ne konatas|\
         nimeä tai palvelua ei tunneta|nome ou servicio descoñecido|ime ili servis nije poznato|\
         a név vagy a szolgáltatás nem ismert|nama atau layanan tidak diketahui|\
         pavadinimas arba tarnyba nežinoma|navn eller tjeneste ukjent|ta nazwa lub usługa jest nieznana|\
         неизвестное имя или служба|názov alebo služba neznáme|ime ali storitev ni poznana|\
         није познат назив или сервер|namn eller tjänst okänd|i̇sim ya da servis bilinmiyor|\
         невідома назва чи сервіс|không rõ tên hoặc dịch vụ|名稱或服務未知",
    ),
    (
        Errno::TryAgain,
        "временен неуспех при определянето на име|fallada temporal a la resolució de noms|\
         dočasná chyba při vyhodnocování jména|midlertidig fejl i navneopslag|\
         προσωρινή αποτυχία κατά την ανάλυση ονόματος|dumtempa malsukceso ĉe nom-eltrovo|\
         tilapäinen virhe nimenselvityksessä|fallo temporal na resolución de nomes|\
         privremeni neuspjeh u rješavanju imena|átmeneti névfeloldási hiba|\
         kegagalan sementara dalam resolusi nama|name resolution에서 일시적인 실패|\
         laikinas vardų paieškos sutrikimas|midlertidig feil i navneoppslag|\
         tijdelijk probleem in naamsherleiding|odwzorowanie nazwy jest chwilowo niemożliwe|\
         falha temporário na resolução de nome|dočasná chyba pri riešení názvu|\
         razreševanje imena začasno ni uspelo|привремени неуспех одређивања назива|\
         namnuppslagning misslyckades temporärt|i̇sim çözünürlüğünde geçici başarısızlık|\
         тимчасова помилка розв'язання назв|tạm thời không thể phân giải tên",
    ),
    (
        Errno::NoAddress,
        "не е асоцииран адрес за името на компютъра|неподдържано адресно семейство за името на компютъра|\
         no hi ha cap adreça associada amb el nom d’estació|\
         el nom d’estació no permet l’ús d’aquesta família d’adreces|\
         jméno počítače nemá přiřazenu adresu|třída adres není u daného jména počítače podporována|\
         ingen adresse associeret med værtsnavn|adressefamilien for værtsnavn er ikke understøttet|\
         zu diesem hostnamen gehört keine adresse|die adressfamilie für hostnamen wird nicht unterstützt|\
         καμιά διεύθυνση δε συνδέεται με το όνομα συστήματος|\
         δεν υποστηρίζεται οικογένεια διευθύνσεων για σύστημα|\
         neniu adreso estas asociata kun nomo de gastiga komputilo|\
         ne subteniĝas adresfamilio por komputilretnomo|no existe ninguna dirección asociada al nombre|\
         esta familia de direcciones no está soportada para el `host'|konenimeen ei liity osoitetta|\
         konenimen osoiteperhe ei ole tuettu|famille d'adresses non supportée pour le nom de l'hôte|\
         non hai un enderezo asociado ao nome de servidor|\
         familia de enderezos para o nome do servidor non soportada|nema adrese povezane s hostname|\
         familija adresa za hostname nije podržana|nincs cím társítva a gépnévhez|\
         a címcsalád a gépnévhez nem támogatott|tidak ada alamat terasosiasi dengan hostname|\
         keluarga alamat untuk hostname tidak didukung|nessun indirizzo associato al nome host|\
         famiglia di indirizzi non supportata per il nome host|ホスト名にアドレスが割り当てられていません|\
         ホスト名に対する address family がサポートされていません|호스트이름과 대응되는 주소가 없음|호스트이름에 대한 주소군을 지원하지 않습니다|\
         nėra su vardu susieto adreso|adresų šeima vardui nepalaikoma|\
         ingen adresse assosiert med vertsnavn|adressefamilien for vertsnavn er ikke støttet|\
         aan hostnaam is geen adres verbonden|adresfamilie voor hostnaam wordt niet ondersteund|\
         brak adresu związanego z nazwą hosta|rodzina adresów dla tej nazwy hosta nie jest obsługiwana|\
         sem endereço associado ao nome de servidor|\
         família de endereço para nome de servidor não suportado|não há endereço associado com o nome|\
         família de endereços não suportada para nome de máquina|\
         с именем узла не связано ни одного адреса|\
         семейство адресов не поддерживается для данного имени узла|názov počítača nemá priradenú adresu|\
         trieda adries nie je podporovaná počítačom|z imenom gostitelja ni povezan noben naslov|\
         družina naslovov za ime gostitelja ni podprta|ниједна адреса није придружена називу домаћина|\
         породица адреса за назив домаћина није подржана|ingen adress associerad med värdnamn|\
         adressfamilj för värdnamn stöds ej|makina ismiyle ilişkili adres yok|\
         makina ismi için adres ailesi desteklenmiyor|з даною назвою вузла не пов'язано жодної адреси|\
         сімейство адрес не підтримується для цього вузла|không có địa chỉ liên quan đến tên máy|\
         nhóm địa chỉ cho tên máy không được hỗ trợ|没有与主机名关联的地址|不支持的主机名地址族|沒有位址關聯至此主機名稱|不支援主機名稱的位址家族",
    ),
    (
        Errno::ResolverFailed,
        "невъзстановим провал при анализа за име|fallada irrecuperable a la resolució de noms|\
         neopravitelná chyba při vyhodnocení názvu|uoverkommelig fejl i navneopslag|\
         nicht-behebbarer fehler in der namensauflösung|\
         μη-αποκαταστήσιμο σφάλμα κατά την ανάλυση ονόματος|neriparebla malsukceso ĉe nom-eltrovo|\
         fallo irrecuperable en la resolución del nombre|peruuttamaton virhe nimenselvityksessä|\
         échec non récupérable lors de la résolution du nom|fallo non recuperable na resolución de nomes|\
         nepopravljivi neuspjeh u razlučivanju imena|helyreállíthatatlan névfeloldási hiba|\
         kegagalan tidak terekover dalam resolusi nama|errore irrecuperabile nella risoluzione del nome|\
         名前解決で回復できない失敗が発生しました|name resolution에서 복구할 수 없는 실패|kritinė klaida vardų paieškoje|\
         uoverkommelig feil i navneoppslag|onherstelbaar probleem in naamsherleiding|\
         wystąpił krytyczny błąd w odwzorowaniu nazw|falha irrecuperável na resolução de nome|\
         неисправимая ошибка в разрешении имен|neopraviteľná chyba pri riešení názvu|\
         nepopravljiv neuspeh pri razreševanju imena|непоправљива грешка при одређивању назива|\
         icke återhämtningsbart fel i namnuppslagningen|\
         i̇sim çözümlemesinde düzeltilebilir olmayan bozukluk|критична помилка при розв'язанні назв|\
         lỗi không thể phục hồi khi phân giải tên|域名解析中出现不可修复的失败|解析名稱時發生無法復原錯誤",
    ),
];
