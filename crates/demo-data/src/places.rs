//! Countries with their languages, names, towns and legal forms, the most frequent first.

use crate::names::{Culture, latin as l, scripts as s};

/// A country as the demo data knows it.
#[derive(Debug)]
pub(crate) struct Country {
    /// ISO 3166-1.
    pub(crate) code: &'static str,
    /// BCP 47.
    pub(crate) language: &'static str,
    pub(crate) culture: &'static Culture,
    /// `town|region|postal code`, the region empty where none is written; `#` is a digit.
    pub(crate) towns: &'static str,
    /// What follows a company's name.
    pub(crate) legal: &'static str,
}

const fn country(
    code: &'static str,
    language: &'static str,
    culture: &'static Culture,
    legal: &'static str,
    towns: &'static str,
) -> Country {
    Country { code, language, culture, towns, legal }
}

/// The most frequent one.
pub(crate) const UNITED_STATES: Country = country(
    "US",
    "en-US",
    &l::ENGLISH,
    "Inc., LLC, Corp.",
    "Springfield|Illinois|627##, Portland|Oregon|972##, Austin|Texas|787##, Boston|Massachusetts|021##, Denver|Colorado|802##",
);

/// All of them.
#[rustfmt::skip]
pub(crate) const COUNTRIES: &[Country] = &[
    UNITED_STATES,
    country("DE", "de", &l::GERMAN, "GmbH, AG, KG",
        "Berlin||10###, München|Bayern|80###, Köln|Nordrhein-Westfalen|50###, Nürnberg|Bayern|90###"),
    country("GB", "en-GB", &l::ENGLISH, "Ltd, plc",
        "London||SW# #AA, Leeds|West Yorkshire|LS# #BT, Bristol||BS# #HD, Kingston upon Hull||HU# #QX"),
    country("FR", "fr", &l::FRENCH, "SARL, SAS, SA", "Paris||750##, Lyon||690##, Saint-Étienne||420##, Besançon||250##"),
    country("CA", "en-CA", &l::ENGLISH, "Inc., Ltd.",
        "Toronto|Ontario|M5V #T#, Montréal|Québec|H2X #K#, Vancouver|British Columbia|V6B #E#"),
    country("IN", "hi", &s::HINDI, "Pvt Ltd, Ltd", "Mumbai|Maharashtra|4000##, Bengaluru|Karnataka|5600##, Chennai|Tamil Nadu|6000##"),
    country("ES", "es", &l::SPANISH, "S.L., S.A.", "Madrid||280##, A Coruña|Galicia|150##, Málaga|Andalucía|290##"),
    country("IT", "it", &l::ITALIAN, "S.r.l., S.p.A.", "Roma||001##, Milano|Lombardia|201##, Forlì|Emilia-Romagna|471##"),
    country("NL", "nl", &l::DUTCH, "B.V., N.V.", "Amsterdam||10## AB, ’s-Hertogenbosch||52## CD, Utrecht||35## EG"),
    country("JP", "ja", &s::JAPANESE, "株式会社, 合同会社", "千代田区|東京都|100-00##, 大阪市|大阪府|530-00##, 札幌市|北海道|060-00##"),
    country("BR", "pt-BR", &l::PORTUGUESE, "Ltda., S.A.", "São Paulo|SP|01###-000, Belém|PA|66###-000, Brasília|DF|70###-000"),
    country("AU", "en-AU", &l::ENGLISH, "Pty Ltd", "Sydney|NSW|20##, Melbourne|VIC|30##, Wagga Wagga|NSW|265#"),
    country("CN", "zh-CN", &s::CHINESE, "有限公司, 集团", "上海||2000##, 深圳|广东|5180##, 成都|四川|6100##"),
    country("PL", "pl", &l::POLISH, "Sp. z o.o., S.A.", "Warszawa||00-###, Łódź||90-###, Gdańsk||80-###"),
    country("SE", "sv", &l::NORDIC, "AB", "Stockholm||11# ##, Göteborg||41# ##, Malmö||21# ##"),
    country("CH", "de-CH", &l::GERMAN, "AG, GmbH", "Zürich||80##, Genève||12##, Lugano||69##"),
    country("MX", "es-MX", &l::SPANISH, "S.A. de C.V.", "Ciudad de México||06###, Mérida|Yucatán|97###"),
    country("AT", "de-AT", &l::GERMAN, "GmbH", "Wien||10##, Graz|Steiermark|80##"),
    country("BE", "nl-BE", &l::DUTCH, "NV, BV", "Bruxelles||10##, Antwerpen||20##, Liège||40##"),
    country("KR", "ko", &s::KOREAN, "주식회사", "서울||04###, 부산||48###"),
    country("GR", "el", &s::GREEK, "Α.Ε., Ε.Π.Ε.", "Αθήνα||10# ##, Θεσσαλονίκη||54# ##"),
    country("UA", "uk", &s::UKRAINIAN, "ТОВ", "Київ||01###, Львів||79###, Одеса||65###"),
    country("TR", "tr", &l::TURKISH, "A.Ş., Ltd. Şti.", "İstanbul||34###, Eskişehir||26###"),
    country("EG", "ar", &s::ARABIC, "ش.م.م", "القاهرة||115##, الإسكندرية||215##"),
    country("IE", "en-IE", &l::ENGLISH, "Ltd, DAC", "Dublin||D0# X#Y#, Dún Laoghaire||A96 X#Y#"),
    country("DK", "da", &l::NORDIC, "ApS, A/S", "København||1###, Aarhus||8###, Sønderborg||64##"),
    country("NO", "nb", &l::NORDIC, "AS", "Oslo||0###, Bergen||50##, Tromsø||90##"),
    country("PT", "pt", &l::PORTUGUESE, "Lda., S.A.", "Lisboa||1###-001, Évora||7###-001"),
    country("FI", "fi", &l::FINNISH, "Oy, Oyj", "Helsinki||00###, Jyväskylä||40###"),
    country("CZ", "cs", &l::CZECH, "s.r.o., a.s.", "Praha||1## 00, Plzeň||3## 00, České Budějovice||370 ##"),
    country("AE", "ar", &s::ARABIC, "LLC, FZCO", "دبي||, أبوظبي||"),
    country("IL", "he", &s::HEBREW, "בע״מ", "תל אביב||6####01, חיפה||3####02"),
    country("AR", "es-AR", &l::SPANISH, "S.A., S.R.L.", "Buenos Aires||C1###, Córdoba||X5###"),
    country("SG", "en-SG", &s::CHINESE, "Pte Ltd", "Singapore||01####"),
    country("TW", "zh-TW", &s::TAIWANESE, "股份有限公司", "台北市||10#, 高雄市||80#"),
    country("NZ", "en-NZ", &l::ENGLISH, "Ltd", "Auckland||10##, Whangārei||01##"),
    country("ZA", "en-ZA", &l::AFRICAN, "(Pty) Ltd", "Cape Town|Western Cape|80##, Johannesburg|Gauteng|20##"),
    country("NG", "en-NG", &l::AFRICAN, "Ltd, Plc", "Lagos||1012##, Abuja||9002##"),
    country("VN", "vi", &l::VIETNAMESE, "Công ty TNHH", "Hà Nội||10####, Đà Nẵng||55####"),
    country("TH", "th", &s::THAI, "จำกัด", "กรุงเทพมหานคร||10###, เชียงใหม่||50###"),
    country("RO", "ro", &l::ROMANIAN, "S.R.L.", "București||01####, Iași||70####"),
    country("RS", "sr", &s::SERBIAN, "д.о.о.", "Београд||11###, Нови Сад||21###"),
    country("KE", "sw", &l::AFRICAN, "Ltd", "Nairobi||00###, Mombasa||801##"),
    country("SA", "ar", &s::ARABIC, "ش.ذ.م.م", "الرياض||12###, جدة||23###"),
];

/// Numbers that the regulators keep free for films and examples; `#` is a digit. Countries that keep none borrow the first.
pub(crate) fn phones(country: &str) -> &'static [&'static str] {
    match country {
        // Ofcom.
        "GB" => &["+442079460###", "+447700900###", "+441134960###"],
        // ACMA.
        "AU" => &["+6125550####", "+6135550####", "+6175550####"],
        // ComReg.
        "IE" => &["+3532091#####"],
        // Arcep.
        "FR" => &["+3319900####", "+3326191####", "+3346571####", "+3363998####"],
        // Bundesnetzagentur.
        "DE" => &["+493023125###", "+496990009###", "+494066969###", "+492214710###", "+498999998###", "+4917139200##"],
        // PTS.
        "SE" => &["+468465004##", "+463139006##", "+464062804##"],
        // The North American numbering plan: 555-0100 to 555-0199 in any area.
        "CA" => &["+141655501##", "+151455501##", "+160455501##"],
        _ => &[
            "+121255501##",
            "+131255501##",
            "+120655501##",
            "+151255501##",
            "+161755501##",
            "+130355501##",
            "+150355501##",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_whole_and_stands_once() {
        let mut codes: Vec<_> = COUNTRIES.iter().map(|country| country.code).collect();
        assert!(codes.iter().all(|code| code.len() == 2));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), COUNTRIES.len());
        for country in COUNTRIES {
            assert!(country.towns.split(',').all(|town| town.split('|').count() == 3), "{}", country.code);
            assert!(phones(country.code).iter().all(|number| number.len() >= 11 && number.starts_with('+')));
        }
    }
}
