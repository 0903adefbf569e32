//! Cultures that write in Latin letters.

use super::Culture;

pub(crate) const ENGLISH: Culture = Culture {
    given: "James, Mary, Robert, Patricia, John, Jennifer, Michael, Linda, David, Elizabeth, William, Barbara, Richard, \
        Susan, Joseph, Jessica, Thomas, Sarah, Charles, Karen, Daniel, Nancy, Matthew, Lisa, Anthony, Sandra, Mark, Ashley, \
        Olivia, Emily, Andrew, Kimberly, Emma, Joshua, Michelle, Kevin, Amanda, Brian, Dorothy, George, Chloë, Zoë, Siân, \
        Niamh, Aisling, Callum, Imogen, Ethan, Isla, Harriet",
    family: "Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Taylor, Thomas, Moore, Jackson, Martin, \
        Lee, Thompson, White, Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Hill, Green, Adams, \
        Baker, Hall, Campbell, Mitchell, Carter, Roberts, O'Brien, O'Neill, Murphy, Kelly, Evans, Turner, Parker, Collins, \
        Edwards, Stewart, Morris, Cook, Rogers, Reed, Morgan, Bell, Cooper, Bailey, MacLeod, Fitzgerald, Hughes, Price, \
        Bennett, Wood, Barnes, Ross, Henderson, Coleman, Jenkins, Perry, Powell, Long, Patterson, Featherstonehaugh",
    joint: Some("-"),
    streets: "# Main Street, # Oak Avenue, # Church Road, # High Street, # Maple Drive, # Station Road, # Park Lane, \
        # Mill Street, # Elm Court, # Victoria Road, # River Walk, # Harbour View",
};

pub(crate) const GERMAN: Culture = Culture {
    given: "Anna, Lukas, Jürgen, Sabine, Björn, Katharina, Stefan, Monika, Jörg, Ursula, Matthias, Heike, Tobias, Renate, \
        Günther, Claudia, Felix, Birgit, Maximilian, Lena, Käthe, Florian, Sophie, Moritz, Greta, Rüdiger, Annegret, Jonas",
    family: "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Bauer, \
        Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hofmann, Hartmann, Lange, Weiß, Jäger, \
        Vogel, Keller, Günther, Groß, von der Heide, Böhm, Huber, Steiner, Gruber, Bär, Öztürk",
    joint: Some("-"),
    streets: "Hauptstraße #, Bahnhofstraße #, Gartenweg #, Lindenallee #, Schulstraße #, Am Markt #, Goethestraße #, \
        Bergstraße #, Mühlweg #, Königsplatz #",
};

pub(crate) const FRENCH: Culture = Culture {
    given: "Marie, Jean, Camille, François, Hélène, Théo, Chloé, Mathéo, Léa, Étienne, Zoé, Loïc, Aurélie, Benoît, Inès, \
        Jérôme, Margaux, Thibault, Noémie, Gaël, Clémence, Rémi, Solène, Hugo, Anaïs, Raphaël",
    family: "Martin, Bernard, Dubois, Thomas, Robert, Petit, Durand, Leroy, Moreau, Simon, Laurent, Lefèvre, Michel, Garcia, \
        David, Bertrand, Roux, Vincent, Fournier, Girard, Bonnet, Dupont, Lambert, Fontaine, Rousseau, Chevalier, Gauthier, \
        Lœuillet, Besançon, N’Diaye, Benoît, d’Arcy",
    joint: Some("-"),
    streets: "# rue de la République, # avenue Victor-Hugo, # place de l’Église, # rue des Écoles, # boulevard Voltaire, \
        # impasse des Lilas, # rue du Moulin, # quai de la Gare",
};

pub(crate) const SPANISH: Culture = Culture {
    given: "María, José, Lucía, Antonio, Carmen, Javier, Sofía, Ángel, Martín, Begoña, Andrés, Inés, Íñigo, Raúl, Noelia, \
        Óscar, Belén, Joaquín, Rocío, Tomás, Valentina, Mateo, Camila, Santiago, Ximena, Nuria",
    family: "García, Rodríguez, González, Fernández, López, Martínez, Sánchez, Pérez, Gómez, Martín, Jiménez, Ruiz, Hernández, \
        Díaz, Moreno, Muñoz, Álvarez, Romero, Alonso, Gutiérrez, Navarro, Torres, Domínguez, Vázquez, Ramos, Gil, Núñez, \
        Ibáñez, de la Cruz, Castaño, Peña, Quiñones",
    joint: Some(" "),
    streets: "Calle Mayor #, Avenida de la Constitución #, Plaza de España #, Calle del Sol #, Paseo Marítimo #, \
        Calle Nueva #, Camino Real #, Avenida Juárez #",
};

pub(crate) const PORTUGUESE: Culture = Culture {
    given: "Ana, João, Maria, Pedro, Beatriz, Tiago, Inês, Gonçalo, Luísa, Rui, Conceição, André, Letícia, Caio, Júlia, \
        Thiago, Fernanda, Otávio, Antônia, Vinícius, Marília, Simão",
    family: "Silva, Santos, Ferreira, Pereira, Oliveira, Costa, Rodrigues, Martins, Jesus, Sousa, Fernandes, Gonçalves, Gomes, \
        Lopes, Marques, Alves, Almeida, Ribeiro, Pinto, Carvalho, Teixeira, Moreira, Correia, Araújo, Simões, Magalhães",
    joint: Some(" "),
    streets: "Rua das Flores #, Avenida da Liberdade #, Rua Direita #, Praça da Sé #, Rua São João #, Alameda Santos #, \
        Travessa do Carmo #",
};

pub(crate) const ITALIAN: Culture = Culture {
    given: "Giulia, Marco, Francesca, Luca, Chiara, Alessandro, Nicolò, Elena, Matteo, Martina, Davide, Federica, Andrea, \
        Beatrice, Lorenzo, Alice, Giosuè, Ilaria, Riccardo, Noemi",
    family: "Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, Bruno, Gallo, Conti, De Luca, \
        Costa, Giordano, Mancini, Rizzo, Lombardi, D’Angelo, Niccolò, Dell’Acqua",
    joint: None,
    streets: "Via Roma #, Corso Garibaldi #, Piazza Dante #, Via Mazzini #, Viale Europa #, Via XX Settembre #, Vicolo Stretto #",
};

pub(crate) const DUTCH: Culture = Culture {
    given: "Daan, Emma, Sem, Julia, Lotte, Bram, Fleur, Thijs, Sanne, Ruben, Anouk, Joris, Femke, Maarten, Noortje, Zoë, \
        Renée, Jeroen, Marijke, Wouter",
    family: "de Jong, Jansen, de Vries, van den Berg, Bakker, van Dijk, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, \
        Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, van ’t Hof, Ruës",
    joint: Some("-"),
    streets: "Kerkstraat #, Dorpsstraat #, Molenweg #, Prinsengracht #, Stationsplein #, Schoolstraat #, Lange Voorhout #",
};

pub(crate) const NORDIC: Culture = Culture {
    given: "Åsa, Erik, Björn, Astrid, Søren, Ingrid, Lars, Freja, Øyvind, Linnéa, Håkon, Sigrid, Mikkel, Elsa, Jørgen, Maja, \
        Pål, Annika, Göran, Karin, Nils, Tuva",
    family: "Andersson, Johansson, Hansen, Nielsen, Karlsson, Jensen, Olsen, Nilsson, Larsen, Pedersen, Eriksson, Sørensen, \
        Lindström, Berg, Bergström, Dahl, Håkansson, Sjöberg, Bjørnstad, Ångström, Kjær, Lund",
    joint: None,
    streets: "Storgatan #, Kungsgatan #, Nygade #, Skolevej #, Kirkegata #, Strandvägen #, Møllevej #",
};

pub(crate) const FINNISH: Culture = Culture {
    given: "Aino, Väinö, Päivi, Jukka, Hannele, Mikko, Tuuli, Eero, Sirpa, Yrjö, Aada, Onni, Kyösti, Helmi, Elli",
    family: "Korhonen, Virtanen, Mäkinen, Nieminen, Mäkelä, Hämäläinen, Laine, Heikkinen, Koskinen, Järvinen, Lehtonen, Saarinen, \
        Niemi, Pöyhönen, Kärkkäinen",
    joint: Some("-"),
    streets: "Mannerheimintie #, Koulukatu #, Rantatie #, Mäkikatu #, Kirkkokatu #",
};

pub(crate) const POLISH: Culture = Culture {
    given: "Agnieszka, Piotr, Małgorzata, Łukasz, Zofia, Wojciech, Katarzyna, Michał, Żaneta, Paweł, Hanna, Stanisław, Grażyna, \
        Jędrzej, Bożena, Rafał",
    family: "Nowak, Wójcik, Kowalczyk, Woźniak, Mazur, Krawczyk, Zając, Król, Wróbel, Dudek, Sikora, Baran, Pawlak, Gołąb, \
        Kaźmierczak, Gąsior, Pająk",
    joint: Some("-"),
    streets: "ul. Polna #, ul. Leśna #, ul. Słoneczna #, ul. Krótka #, Rynek Główny #, ul. Długa #",
};

pub(crate) const CZECH: Culture = Culture {
    given: "Jiří, Tereza, Petr, Lucie, Tomáš, Kateřina, Ondřej, Eliška, Vojtěch, Zdeňka, Matěj, Růžena, Štěpán, Alžběta",
    family: "Krejčí, Kočí, Petrů, Martinů, Janů, Pavlů, Matějů, Králů, Tichý, Hladký, Jirků, Šťastný",
    joint: None,
    streets: "Dlouhá #, Nádražní #, Školní #, Zahradní #, Na Příkopě #, Husova #",
};

pub(crate) const ROMANIAN: Culture = Culture {
    given: "Andrei, Ioana, Ștefan, Elena, Mihai, Cătălina, Răzvan, Ana, Gheorghe, Mădălina, Ionuț, Luminița",
    family: "Popa, Popescu, Pop, Radu, Ionescu, Dumitru, Stan, Stoica, Gheorghe, Rusu, Munteanu, Șerban, Țurcanu, Lăzărescu",
    joint: Some("-"),
    streets: "Strada Lungă #, Bulevardul Unirii #, Strada Florilor #, Calea Victoriei #",
};

pub(crate) const TURKISH: Culture = Culture {
    given: "Ayşe, Mehmet, Fatma, Mustafa, Zeynep, Emre, Elif, Çağlar, Gülşen, Oğuz, Şule, İbrahim, Özge, Ömer, Işıl, Barış",
    family: "Yılmaz, Kaya, Demir, Çelik, Şahin, Yıldız, Yıldırım, Öztürk, Aydın, Özdemir, Arslan, Doğan, Kılıç, Aslan, Çetin, Kara",
    joint: None,
    streets: "Atatürk Caddesi No: #, İstiklal Caddesi No: #, Gül Sokak No: #, Bahçe Sokak No: #",
};

pub(crate) const VIETNAMESE: Culture = Culture {
    given: "Anh, Minh, Thị Hương/Huong, Văn Đức/Duc, Ngọc/Ngoc, Tuấn/Tuan, Lan, Hải/Hai, Thảo/Thao, Quân/Quan, Mỹ Linh/Linh",
    family: "Nguyễn/Nguyen, Trần/Tran, Lê/Le, Phạm/Pham, Hoàng/Hoang, Phan, Vũ/Vu, Võ/Vo, Đặng/Dang, Bùi/Bui, Đỗ/Do, Hồ/Ho",
    joint: None,
    streets: "# Lê Lợi, # Trần Hưng Đạo, # Nguyễn Huệ, # Hai Bà Trưng",
};

pub(crate) const AFRICAN: Culture = Culture {
    given: "Wanjiku, Oluwaseun, Adaobi, Thabo, Chidi, Nomvula, Kamau, Folasade, Sipho, Achieng, Emeka, Zanele, Ọlá/Ola, Lerato, \
        Baraka, Ngozi, Tendai",
    family: "Okafor, Mwangi, Nkosi, Adeyemi, Otieno, Dlamini, Okonkwo, Kamau, Mokoena, Balogun, Ndlovu, Njoroge, van Wyk, Eze, \
        Ọdúnsì/Odunsi, Mthembu, Wanjala",
    joint: None,
    streets: "# Broad Street, # Kenyatta Avenue, # Long Street, # Awolowo Road, # Market Road, # Moi Avenue",
};
