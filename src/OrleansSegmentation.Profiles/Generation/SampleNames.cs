namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Word lists of the sample data.</summary>
internal static class SampleNames
{
    public static readonly string[] FirstNames = Split("""
        Ana Ben Carla David Elena Felix Grace Hans Ines Jan Katja Liam Mia Noah Olivia Paul Quinn Rosa Samuel Tara Uwe Vera Walter Xenia Yusuf Zoe
        Aisha Boris Chloe Diego Emma Fatima George Hannah Ivan Julia Kofi Laura Marco Nadia Omar Priya Rafael Sofia Thomas Ursula Viktor Wei Yara Zofia
        Adam Beatriz Chen Daria Emil Freya Gustav Helena Igor Jasmin Kenji Lena Mateo Nina Oscar Petra Ravi Sara Tim Ulrike Valentina William Yuki Amara
        Anton Bianca Cem Dorothea Erik Fiona Giulia Henry Isabel Jonas Karin Lucas Maria Nils Olga Pedro Rina Stefan Theresa Umar Victoria Wanda Yasmin
        Alexander Brigitte Christian Diana Eduardo Francesca Gabriel Heidi Isaac Joana Klaus Linda Martin Natalie Otto Patricia Robert Silvia Tobias Abena
        """);

    public static readonly string[] LastNames = Split("""
        Silva Müller Johnson Garcia Kowalski Nakamura Rossi Dubois Andersson Ivanov Okafor Patel Nguyen Kim Hansen Novak Santos Weber Smith Fernandez
        Haddad Jansen Larsen Moreau Schmidt Brown Lopez Tanaka Bianchi Laurent Eriksson Petrov Mensah Sharma Tran Park Nielsen Horvath Costa Wagner
        Jones Martinez Suzuki Romano Bernard Nilsson Smirnov Diallo Gupta Pham Lee Olsen Kovacs Pereira Becker Williams Gonzalez Watanabe Colombo Petit
        Karlsson Popov Traore Singh Le Choi Berg Nagy Oliveira Hoffmann Davis Rodriguez Ito Ricci Durand Johansson Volkov Adeyemi Kumar Hoang Jung Dahl
        Toth Rodrigues Schulz Miller Sanchez Yamamoto Marino Leroy Persson Sokolov Mwangi Reddy Bui Kang Lund Szabo Almeida Koch Wilson Ramirez Kobayashi
        Greco Roux Svensson Lebedev Banda Iyer Dang Yoon Holm Varga Carvalho Bauer Anderson Torres Kato Bruno Fournier Gustafsson Morozov Kamau Nair Do
        """);

    // By rank: the first ones are the frequent ones.
    public static readonly string[] Countries = Split("""
        US DE GB FR BR IN JP CA AU ES IT NL SE PL MX PT CH AT BE DK NO FI IE KR CN TR ZA AR CL CO CZ GR HU RO IL SG HK TW TH MY ID PH VN NZ AE SA EG NG
        KE MA UA BG HR SK SI LT LV EE LU IS MT CY RS BA MK AL ME MD BY GE AM AZ KZ UZ KG TJ TM MN PK BD LK NP BT MV AF IR IQ SY JO LB KW QA BH OM YE
        LY TN DZ SD ET SO DJ ER UG TZ RW BI ZM ZW MW MZ BW NA SZ LS MG MU SC KM AO CD CG GA CM CF TD NE ML BF SN GM GN GW SL LR CI GH TG BJ ST CV MR
        PE EC BO PY UY VE GY SR PA CR NI HN SV GT BZ CU JM HT DO BS BB TT GD LC VC AG DM KN FJ PG SB VU WS TO KI TV NR PW FM MH LA KH MM BN TL MO AD
        MC SM LI VA GI FO GL AX GQ PS PF NC PR GU BM KY
        """);

    public static readonly string[] CityRoots = Split("""
        Ash Bay Birch Black Bridge Bright Brook Castle Cedar Church Clear Cliff Cross Crown Deer East Elm Fair Falcon Fern Fox Glen Gold Grand Green Hart
        Haven Hazel Heath High Hill Holly Iron Ivy Kings Lake Laurel Lime Linden Long Maple Market Mill Moor North Oak Old Orchard Owl Park Pine Port
        Quarry Queens Red River Rock Rose Salt Sand Silver South Spring Star Stone Strand Summer Sun Swan Thorn Tower Union Vale Vine Walnut Water West
        White Wild Willow Wind Winter Wolf Wood York Abbey Alder Amber Anchor Arch Beacon Bell Bishop Bloom Canal Coral Eagle Ember Frost Harbor
        """);

    public static readonly string[] CityEndings = Split("bury field ford gate ham haven hurst land ley mere minster mouth port stead stone ton view ville wick worth");

    public static readonly string[] CityPrefixes = ["", "New ", "Upper ", "Lower ", "Great ", "Little ", "Old ", "Saint ", "Fort ", "Mount "];

    public static readonly string[] EmailDomains = Split("example.com example.org example.net mail.example.com post.example.org inbox.example.net");

    public static readonly string[] Genders = Split("female male non_specific not_specified unknown other");

    public static readonly string[] Tiers = Split("bronze silver gold platinum");

    public static readonly string[] Languages = Split("en de fr es pt it nl sv pl ja");

    public static readonly string[] ProductKinds = Split("shirt jacket shoes bag watch lamp chair table phone tablet camera headphones bottle tent bicycle helmet book puzzle guitar mug");

    public static readonly string[] PageSections = Split("home catalog product cart checkout account orders help blog stores offers search news careers events returns size-guide gift-cards reviews wishlist");

    public static readonly string[] DeviceTypes = Split("mobile desktop tablet");

    private static string[] Split(string words) => words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
