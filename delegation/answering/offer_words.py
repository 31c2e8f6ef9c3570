"""The words in which people accept or decline, in the languages of the letters. Folded: no case, no
accents, but for the yes of Spanish and Italian, which without its accent is an if.

A sentence is read in one language at a time. It is understood where it holds all the words of one phrase
and, beside them, harmless ones only; so `I cannot accept` is no `I accept`, and whatever is not listed here
is not understood.
"""

from typing import NamedTuple


class Tongue(NamedTuple):
    """How one language says it."""

    accept: tuple[frozenset[str], ...]
    decline: tuple[frozenset[str], ...]
    harmless: frozenset[str]
    """Words that change nothing: who speaks, what is accepted, politeness; none that denies or "
    "limits."""
    greetings: tuple[str, ...]
    """How the line above the answer begins."""
    farewells: tuple[str, ...]
    """How the line below the answer begins; what follows is a signature."""
    wary: frozenset[str]
    """Words that limit an answer, or ask for something else: a person reads the mail."""


def _phrases(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(phrase.split()) for phrase in text.split("/"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _starts(text: str) -> tuple[str, ...]:
    return tuple(start.strip() for start in text.split("/"))


ENGLISH = Tongue(
    accept=_phrases(
        "accept/accepted/am accepting/are accepting/would like to accept/d like to accept"
        "/happy to accept"
        "/am happy to accept/are happy to accept/m happy to accept/am glad to accept/are glad to accept"
        "/am pleased to accept/are pleased to accept/am delighted to accept/are delighted to accept"
        "/am honoured to accept/confirm place/confirm participation"
        "/confirm attendance/am happy to confirm place/confirm acceptance"
        "/am happy to confirm participation/count me in"
    ),
    decline=_phrases(
        "decline/declined/am declining/have to decline/must decline/need to decline"
        "/would like to decline"
        "/regret to decline/am afraid have to decline/am sorry to decline/am sorry have to decline"
        "/cannot accept/can not accept/can t accept"
        "/do not accept"
        "/don t accept/not able to accept/am not able to accept/am unable to accept/unable to accept"
        "/cannot come/can not come/can t come"
        "/cannot attend/can not attend/can t attend/am unable to attend/unable to attend"
        "/am not able to attend"
        "/cannot participate/can not participate/can t participate/am unable to participate"
        "/give up place"
        "/cannot take part/can not take part/can t take part/am unable to take part"
    ),
    harmless=_words(
        "i we hereby herewith yes the a an your this my our offer offered offering place seat "
        "invitation "
        "gladly happily with pleasure thank thanks you very much many so kind kindly for of in on "
        "and to "
        "d delegation trip participation dear gratitude unfortunately sadly regretfully regret sorry "
        "therefore please great looking forward"
    ),
    greetings=_starts("dear/hello/hi/good morning/good afternoon/good evening/good day"),
    farewells=_starts(
        "best regards/kind regards/warm regards/regards/best wishes/many thanks/thanks/thank you"
        "/sincerely"
        "/yours/best/cheers/with kind regards/with best regards/all the best"
    ),
    wary=_words(
        "but if unless however only condition conditional provided providing except though although "
        "until "
        "whether instead colleague colleagues deputy substitute replacement replace maybe perhaps "
        "probably "
        "later wait decide undecided mistake wrong"
    ),
)

GERMAN = Tongue(
    accept=_phrases(
        "nehme an/nehmen an/sage zu/sagen zu/zusage/akzeptiere/akzeptieren/angenommen"
        "/bestatige teilnahme"
        "/bestatigen teilnahme/bestatige platz/nehme teil/bin dabei/mochte annehmen/mochten annehmen"
    ),
    decline=_phrases(
        "lehne ab/lehnen ab/sage ab/sagen ab/absage/abgelehnt/muss absagen/mussen absagen/muss ablehnen"
        "/mussen ablehnen/kann nicht teilnehmen/konnen nicht teilnehmen/nehme nicht an/nehme nicht teil"
        "/kann nicht annehmen/verzichte auf/mochte ablehnen/mochte absagen"
    ),
    harmless=_words(
        "ich wir hiermit gern gerne sehr das den die der dem ihr ihre ihren ihrem angebot platz "
        "einladung "
        "reise delegation mit freude freuden vielen besten herzlichen dank danke fur und ja an der "
        "meine "
        "unsere mein unser teilnahme leider als bedauern schweren herzens daher deshalb auch bitte "
        "es tut "
        "mir leid"
    ),
    greetings=_starts("sehr geehrte/liebe/lieber/guten tag/guten morgen/hallo/hi/gruss gott"),
    farewells=_starts(
        "mit freundlichen/mit besten/mit herzlichen/freundliche grusse/beste grusse/viele grusse"
        "/herzliche"
        "/liebe grusse/mfg/vg/lg/vielen dank/besten dank/danke/hochachtungsvoll/schone grusse"
    ),
    wary=_words(
        "aber wenn falls jedoch allerdings sofern nur bedingung ausser statt stattdessen kollege "
        "kollegin "
        "kollegen vertretung vertreter vertreterin ersatz vielleicht vermutlich erst noch spater "
        "vorbehaltlich vorbehalt versehen ob"
    ),
)

FRENCH = Tongue(
    accept=_phrases(
        "accepte/acceptons/acceptee/confirme participation/confirmons participation/confirme place"
        "/confirme presence/suis heureux d accepter/suis heureuse d accepter"
        "/sommes heureux d accepter/souhaite accepter/plaisir d accepter"
    ),
    decline=_phrases(
        "decline/declinons/refuse/refusons/dois decliner/devons decliner/dois refuser/renonce/renoncons"
        "/n accepte pas/ne peux pas accepter/ne peux pas venir/ne peux pas participer"
        "/ne pourrai pas venir"
        "/ne pourrai pas participer/ne pouvons pas participer/regret de decliner/contraint de decliner"
    ),
    harmless=_words(
        "je j nous se oui par la presente presentes le l les une un votre vos cette offre place "
        "invitation "
        "a au de d du des et en avec plaisir grand joie volontiers merci beaucoup bien pour tres "
        "mission delegation voyage ma participation presence malheureusement helas regret a mon "
        "grand donc vous vivement remercie remercions"
    ),
    greetings=_starts("bonjour/bonsoir/madame/monsieur/mesdames/chere/cher/chers/salut"),
    farewells=_starts(
        "cordialement/bien cordialement/bien a vous/sincerement/salutations/meilleures salutations"
        "/avec mes/veuillez/je vous prie/merci/respectueusement/amicalement/bien a toi"
    ),
    wary=_words(
        "mais si toutefois cependant sauf condition conditions reserve uniquement seulement pourvu "
        "collegue remplacant remplacante remplacer plutot moins erreur lieu"
    ),
)

SPANISH = Tongue(
    accept=_phrases(
        "acepto/aceptamos/aceptada/aceptado/confirmo participacion/confirmo plaza/confirmo asistencia"
        "/confirmamos participacion/gustaria aceptar/encantado de aceptar/encantada de aceptar"
    ),
    decline=_phrases(
        "rechazo/rechazamos/declino/declinamos/renuncio/renunciamos/no acepto/no aceptamos"
        "/no puedo aceptar"
        "/no puedo asistir/no puedo participar/no puedo ir/no podre asistir/no podre participar"
        "/debo rechazar/debo declinar/tengo que declinar/tengo que rechazar/no podemos participar"
    ),
    harmless=_words(
        "yo nosotros sí se mas por la presente el su la los una un oferta plaza lugar invitacion con "
        "mucho "
        "gusto placer gracias muchas muy a en de del y me nos mi nuestra participacion asistencia "
        "delegacion viaje "
        "lamentablemente desgraciadamente desafortunadamente sintiendolo mucho lo siento"
    ),
    greetings=_starts("estimado/estimada/estimados/hola/buenos dias/buenas tardes/querido/querida"),
    farewells=_starts(
        "saludos/un saludo/atentamente/cordialmente/un cordial/reciba/muchas gracias/gracias/cordiales"
    ),
    wary=_words(
        "pero aunque salvo condicion condiciones solo solamente excepto embargo quizas companero "
        "companera colega sustituto sustituta vez cuando si error"
    ),
)

ITALIAN = Tongue(
    accept=_phrases(
        "accetto/accettiamo/accettata/accettato/confermo partecipazione/confermo posto/confermo presenza"
        "/confermiamo partecipazione/vorrei accettare/lieto di accettare/lieta di accettare"
    ),
    decline=_phrases(
        "rifiuto/rifiutiamo/declino/decliniamo/rinuncio/rinunciamo/non accetto/non accettiamo"
        "/non posso accettare/non posso partecipare/non posso venire/non potro partecipare"
        "/devo rinunciare"
        "/devo declinare/devo rifiutare/dobbiamo rinunciare/non possiamo partecipare"
    ),
    harmless=_words(
        "io noi sì si con la presente il vostra vostro sua suo l la lo le un una offerta posto invito "
        "piacere molto volentieri grazie mille tante per a al alla di della e mia nostra "
        "partecipazione presenza "
        "delegazione viaggio purtroppo malincuore dispiace mi"
    ),
    greetings=_starts("gentile/gentili/egregio/egregia/buongiorno/buonasera/ciao/salve/caro/cara/spettabile"),
    farewells=_starts(
        "cordiali/cordialmente/distinti/saluti/un cordiale/grazie/molte grazie/con i migliori/i migliori"
    ),
    wary=_words(
        "ma se pero tuttavia purche condizione condizioni solo soltanto salvo eccetto forse collega "
        "sostituto sostituta invece ancora errore qualora"
    ),
)

DUTCH = Tongue(
    accept=_phrases(
        "accepteer/accepteren/aanvaard/aanvaarden/neem aan/nemen aan/geaccepteerd/bevestig deelname"
        "/bevestigen deelname/bevestig plaats/wil accepteren/neem deel"
    ),
    decline=_phrases(
        "wijs af/wijzen af/sla af/slaan af/weiger/weigeren/zie af/zien af/bedank voor plaats"
        "/accepteer niet/aanvaard niet/neem niet aan/kan niet accepteren/kan niet deelnemen"
        "/kan niet komen"
        "/moet afzeggen/moet afwijzen/moet weigeren/zeg af/moet bedanken/kunnen niet deelnemen"
    ),
    harmless=_words(
        "ik wij we ja hierbij graag heel het de uw dit deze een aanbod plaats plek uitnodiging met "
        "plezier "
        "genoegen bedankt dank u je jullie wel hartelijk voor aan van en mijn onze deelname "
        "delegatie reis "
        "helaas spijt tot mijn ons"
    ),
    greetings=_starts("geachte/beste/hallo/goedemorgen/goedemiddag/dag/lieve/hoi"),
    farewells=_starts(
        "met vriendelijke/vriendelijke groet/hartelijke groet/groeten/groet/hoogachtend/bedankt/dank/mvg"
        "/met hartelijke/alvast"
    ),
    wary=_words(
        "maar als indien mits tenzij echter alleen voorwaarde behalve misschien collega vervanger "
        "vervangster nog later of fout"
    ),
)

POLISH = Tongue(
    accept=_phrases(
        "przyjmuje/przyjmujemy/akceptuje/akceptujemy/potwierdzam udzial/potwierdzam uczestnictwo"
        "/potwierdzamy udzial/chetnie przyjmuje/zgadzam sie"
    ),
    decline=_phrases(
        "odrzucam/odrzucamy/odmawiam/odmawiamy/rezygnuje/rezygnujemy/nie przyjmuje/nie przyjmujemy"
        "/nie akceptuje/nie moge przyjac/nie moge uczestniczyc/nie moge wziac udzialu/musze odmowic"
        "/musze zrezygnowac/nie mozemy uczestniczyc"
    ),
    harmless=_words(
        "ja my tak niniejszym panstwa pana pani te ta to oferte oferty propozycje propozycji miejsce "
        "miejsca "
        "zaproszenie zaproszenia z przyjemnoscia radoscia chetnie bardzo dziekuje dziekujemy "
        "serdecznie za w "
        "na i swoj udzial moj nasz uczestnictwo delegacji wyjezdzie niestety przykroscia przykro mi"
    ),
    greetings=_starts("szanowny/szanowna/szanowni/dzien dobry/witam/drogi/droga/drodzy/czesc"),
    farewells=_starts(
        "z powazaniem/pozdrawiam/serdecznie pozdrawiam/z wyrazami/dziekuje/z pozdrowieniami/lacze"
    ),
    wary=_words(
        "ale jesli jezeli jednak tylko warunkiem chyba oprocz moze zamiast kolega kolezanka zastepca "
        "zastepstwo jeszcze pozniej czy blad"
    ),
)

PORTUGUESE = Tongue(
    accept=_phrases(
        "aceito/aceitamos/aceite/confirmo participacao/confirmo presenca/confirmo lugar"
        "/confirmamos participacao/gostaria de aceitar/tenho prazer em aceitar"
    ),
    decline=_phrases(
        "recuso/recusamos/declino/declinamos/rejeito/desisto/renuncio/nao aceito/nao aceitamos"
        "/nao posso aceitar/nao posso participar/nao posso ir/nao poderei participar/tenho de recusar"
        "/tenho que recusar/devo recusar/nao podemos participar"
    ),
    harmless=_words(
        "eu nos sim pela presente a o os as um uma sua vossa oferta proposta lugar vaga convite com "
        "todo "
        "muito gosto prazer obrigado obrigada por de do da na no e minha nossa participacao presenca "
        "delegacao "
        "viagem infelizmente lamentavelmente lamento pesar"
    ),
    greetings=_starts("caro/cara/caros/prezado/prezada/exmo/exma/bom dia/boa tarde/ola/estimado/estimada"),
    farewells=_starts(
        "cumprimentos/com os melhores/atenciosamente/cordialmente/melhores cumprimentos/obrigado"
        "/obrigada"
        "/muito obrigado/muito obrigada/saudacoes/abraco/os melhores"
    ),
    wary=_words(
        "mas se porem contudo condicao condicoes apenas salvo exceto talvez colega substituto "
        "substituta vez caso ainda depois engano"
    ),
)

DENIALS = _words("not cannot no non pas nicht kein keine niet geen nie nao never nunca jamais")
"""Below an acceptance they may take it back."""
TONGUES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH, POLISH, PORTUGUESE)
"""The languages in which letters are written."""
