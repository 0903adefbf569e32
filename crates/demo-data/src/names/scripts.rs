//! Cultures that write in other letters.

use super::Culture;

pub(crate) const UKRAINIAN: Culture = Culture {
    given: "Олена/Olena, Андрій/Andrii, Наталія/Nataliia, Сергій/Serhii, Ірина/Iryna, Тарас/Taras, Оксана/Oksana, \
        Юрій/Yurii, Дарина/Daryna, Богдан/Bohdan, Софія/Sofiia, Максим/Maksym, Соломія/Solomiia, Ігор/Ihor",
    family: "Шевченко/Shevchenko, Мельник/Melnyk, Коваленко/Kovalenko, Бондаренко/Bondarenko, Бойко/Boiko, \
        Ткаченко/Tkachenko, Кравченко/Kravchenko, Олійник/Oliinyk, Шевчук/Shevchuk, Коваль/Koval, Поліщук/Polishchuk, \
        Мороз/Moroz, Руденко/Rudenko, Савченко/Savchenko",
    joint: None,
    streets: "вул. Хрещатик #, вул. Шевченка #, вул. Садова #, просп. Свободи #, вул. Лесі Українки #",
};

pub(crate) const SERBIAN: Culture = Culture {
    given: "Милица/Milica, Никола/Nikola, Јована/Jovana, Стефан/Stefan, Драгана/Dragana, Душан/Dusan, Љиљана/Ljiljana, \
        Марко/Marko, Теодора/Teodora, Жарко/Zarko",
    family: "Јовановић/Jovanovic, Петровић/Petrovic, Николић/Nikolic, Марковић/Markovic, Ђорђевић/Djordjevic, \
        Стојановић/Stojanovic, Илић/Ilic, Станковић/Stankovic, Павловић/Pavlovic, Живковић/Zivkovic",
    joint: None,
    streets: "Кнез Михаилова #, Немањина #, Змај Јовина #, Краља Петра #",
};

pub(crate) const GREEK: Culture = Culture {
    given: "Μαρία/Maria, Γιώργος/Giorgos, Ελένη/Eleni, Δημήτρης/Dimitris, Κατερίνα/Katerina, Νίκος/Nikos, Σοφία/Sofia, \
        Γιάννης/Giannis, Αικατερίνη/Aikaterini, Κώστας/Kostas, Ειρήνη/Eirini, Αλέξανδρος/Alexandros",
    family: "Παπαγεωργίου/Papageorgiou, Οικονόμου/Oikonomou, Παπανικολάου/Papanikolaou, Ιωάννου/Ioannou, \
        Γεωργίου/Georgiou, Δημητρίου/Dimitriou, Νικολάου/Nikolaou, Αθανασίου/Athanasiou, Βασιλείου/Vasileiou, \
        Αντωνίου/Antoniou, Παπαδημητρίου/Papadimitriou, Κωνσταντίνου/Konstantinou",
    joint: None,
    streets: "Ερμού #, Πανεπιστημίου #, Αγίου Δημητρίου #, Βασιλίσσης Σοφίας #",
};

pub(crate) const ARABIC: Culture = Culture {
    given: "محمد/Mohamed, فاطمة/Fatima, أحمد/Ahmed, مريم/Mariam, عمر/Omar, عائشة/Aisha, يوسف/Youssef, ليلى/Layla, \
        خالد/Khaled, نور/Nour, حسن/Hassan, سلمى/Salma, طارق/Tarek, هدى/Huda",
    family: "حسن/Hassan, علي/Ali, إبراهيم/Ibrahim, محمود/Mahmoud, السيد/Elsayed, منصور/Mansour, خليل/Khalil, سالم/Salem, \
        الهاشمي/Alhashimi, القحطاني/Alqahtani, ناصر/Nasser, المنصوري/Almansoori, عثمان/Othman",
    joint: None,
    streets: "# شارع التحرير, # شارع الملك فهد, # شارع النيل, # شارع الجامعة",
};

pub(crate) const HEBREW: Culture = Culture {
    given: "נועה/Noa, דוד/David, תמר/Tamar, יוסי/Yossi, מאיה/Maya, איתי/Itai, שירה/Shira, אורי/Uri, יעל/Yael, עומר/Omer",
    family: "כהן/Cohen, לוי/Levi, מזרחי/Mizrahi, פרץ/Peretz, ביטון/Biton, דהן/Dahan, אברהם/Avraham, פרידמן/Friedman, \
        שפירא/Shapira",
    joint: None,
    streets: "רחוב הרצל #, שדרות רוטשילד #, רחוב דיזנגוף #, רחוב יפו #",
};

pub(crate) const HINDI: Culture = Culture {
    given: "आरव/Aarav, Priya, Rahul, अनन्या/Ananya, Vikram, Deepa, सुनीता/Sunita, Arjun, Kavya, रोहित/Rohit, Sanjay, Meera, \
        Lakshmi, Imran, நிலா/Nila, Gurpreet, Fatima, விஜய்/Vijay",
    family: "Sharma, Singh, Kumar, Patel, Gupta, Khan, शर्मा/Sharma, Reddy, Iyer, वर्मा/Verma, Das, Nair, Mehta, Chatterjee, \
        गुप्ता/Gupta, Joshi, Rao, முருகன்/Murugan, Kaur",
    joint: None,
    streets: "# MG Road, # Nehru Marg, # Gandhi Road, # Station Road, # Lake View Road",
};

pub(crate) const CHINESE: Culture = Culture {
    given: "伟/Wei, 芳/Fang, 娜/Na, 敏/Min, 静/Jing, 强/Qiang, 磊/Lei, 洋/Yang, 秀英/Xiuying, 建国/Jianguo, 晓明/Xiaoming, \
        雨桐/Yutong, 子轩/Zixuan, 思远/Siyuan, 梓涵/Zihan, 志强/Zhiqiang",
    family: "王/Wang, 李/Li, 张/Zhang, 刘/Liu, 陈/Chen, 杨/Yang, 赵/Zhao, 黄/Huang, 周/Zhou, 吴/Wu, 徐/Xu, 孙/Sun, 胡/Hu, 朱/Zhu, \
        欧阳/Ouyang, 司马/Sima",
    joint: None,
    streets: "人民路#号, 中山路#号, 解放大道#号, 南京西路#号, 建设街#号",
};

pub(crate) const TAIWANESE: Culture = Culture {
    given: "家豪/Chiahao, 淑芬/Shufen, 志明/Chihming, 雅婷/Yating, 怡君/Yichun, 冠宇/Kuanyu, 美玲/Meiling, 俊傑/Chunchieh, 佩珊/Peishan, \
        宗翰/Tsunghan",
    family: "陳/Chen, 林/Lin, 黃/Huang, 張/Chang, 李/Lee, 王/Wang, 吳/Wu, 劉/Liu, 蔡/Tsai, 楊/Yang, 許/Hsu, 鄭/Cheng",
    joint: None,
    streets: "忠孝東路#號, 中正路#號, 和平東路#號, 民生路#號",
};

pub(crate) const JAPANESE: Culture = Culture {
    given: "陽菜/Hina, 蓮/Ren, さくら/Sakura, 大輔/Daisuke, 結衣/Yui, 翔太/Shota, 美咲/Misaki, 健太/Kenta, 葵/Aoi, 拓海/Takumi, \
        直美/Naomi, ケン/Ken, 恵子/Keiko, 悠斗/Yuto, あかり/Akari, 誠/Makoto",
    family: "佐藤/Sato, 鈴木/Suzuki, 高橋/Takahashi, 田中/Tanaka, 伊藤/Ito, 渡辺/Watanabe, 山本/Yamamoto, 中村/Nakamura, 小林/Kobayashi, \
        加藤/Kato, 吉田/Yoshida, 山田/Yamada, 佐々木/Sasaki, 髙島/Takashima, 𠮷野/Yoshino, 松本/Matsumoto, 井上/Inoue",
    joint: None,
    streets: "丸の内#丁目, 銀座#丁目, 本町#番地, 栄#丁目, 中央#丁目",
};

pub(crate) const KOREAN: Culture = Culture {
    given: "민준/Minjun, 서연/Seoyeon, 지훈/Jihoon, 수빈/Subin, 예준/Yejun, 하은/Haeun, 영희/Younghee, 철수/Chulsoo, 지우/Jiwoo, 은정/Eunjung",
    family: "김/Kim, 이/Lee, 박/Park, 최/Choi, 정/Jung, 강/Kang, 조/Cho, 윤/Yoon, 장/Jang, 임/Lim, 남궁/Namgung",
    joint: None,
    streets: "세종대로 #, 강남대로 #, 테헤란로 #, 중앙로 #",
};

pub(crate) const THAI: Culture = Culture {
    given: "สมชาย/Somchai, สุดา/Suda, ณัฐ/Nat, พิมพ์ชนก/Pimchanok, อนันต์/Anan, มาลี/Malee, วิชัย/Wichai, กนกวรรณ/Kanokwan",
    family: "แสงทอง/Saengthong, ศรีสุข/Srisuk, ใจดี/Jaidee, วงศ์สุวรรณ/Wongsuwan, บุญมี/Boonmee, ทองดี/Thongdee, รักไทย/Rakthai",
    joint: None,
    streets: "# ถนนสุขุมวิท, # ถนนสีลม, # ถนนพหลโยธิน",
};
