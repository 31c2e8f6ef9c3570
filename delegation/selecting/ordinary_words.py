"""Words that tell nothing about who applied, though they stand in names of organisations and people.

Folded as `redaction.folded` does: lower case, without accents. A name in full is hidden even if it is
made of such words only; one of them alone is not.
"""

_FUNCTION = """
and the for with from into onto over under our your their its his her who all any are was will shall can
may not but per via new one two three top best good great more most east west north south central
und der die das des dem den fur mit von vom zur zum bei aus auf ist ein eine
les des une aux dans pour avec sur par est son nos
del della delle dei degli alla alle con per nel sul
los las una para por que entre sobre
dos das nas nos pelo pela com
van het een voor met bij aan uit
och for med att det som till fran
dla oraz przy nad pod przez
"""

_ORGANISATION = """
academy agency alliance association authority board bureau business campus center centre chamber circle city
club cluster clusters commission committee community companies company consortium cooperation council country
department development district enterprise europe european federation firm foundation forum fund group
growth hub incubator industrial industries industry initiative innovation innovations innovative institute
institution international invest investment lab laboratories laboratory limited management market member
members ministry national network networks office organisation organization park partner partners
partnership people person place platform pole programme project projects public region regional research
review school science sciences section sector service services society solution solutions start startup
startups state strategy support system systems team trade union united university valley village world
cercle centro centrum cluste comite conseil consorcio federacion federazione forschung fundacion gesellschaft
gmbh grupo gruppe handel industrie institut instituto istituto kompetenzzentrum netzwerk parque pole
regiao region regione regionu reseau rete sdruzeni stowarzyszenie technologie tecnologia universidad
universite universitat universitet verband verein zentrum zwiazek
aisbl asbl limited llc ltd sarl spa
"""

_FIELD = """
advanced aero aerospace agri agriculture agro air analytics application applications aquaculture artificial
automation automotive battery bio biomass biomed bioenergia bioeconomy biotech biotec biotechnology blue build
building care cell cells chemical chemicals chemistry circular clean climate cloud coast coastal composite
composites computing connect construction consumer cool creative cyber data deep design device devices
digital drone drones earth eco ecology economy electric electrical electronic electronics energia energie
energy energetica engineering environment environmental equipment fashion fibre film fishery food forest
forestry fotonica fuel furniture future game games gas global glass gold green grid harbour health healthcare
heat home homes hospital human hydrogen image imaging information innovate intelligence intelligent internet
iron land laser lasers life light lighting lightweight logistics machine machines manufacturing marine
maritime mass material materials materiali materiaux mechanical mechatronica mechatronics medical medicine
medicina medicin medicyna media mer metal metals micro microelectronics microsistemi microsystems mineral
mining mobile mobility mold mould nano nanotech nanotechnologies nanotechnology natural nature next nuclear
ocean open optical optics oil packaging paper pharma photonics physics plant plastic plastics polymer polymers
port power precision process processes product production quantum rail railway recycling renewable river robot
robotics rural safety satellite sea security semiconductor semiconductors sensor sensors shipping silicon
smart software soil solar space sport sports steel stone sun surface surfaces sustainability sustainable tech
technical technique technologies technology tecnico telecom textile textiles textil textil timber tool tools
tourism transport transportation travel urban vehicle vehicles venture virtual waste water wave wellness wind
wood werkstoffe energietechnik
eda eib eic erc eu euro fda gdp ict iot ipr nasa nih ngo oecd pcb rnd sba sme smes sdg sdgs sti trl usa wto
"""

_MAIL = """
admin contact gmail gmx googlemail hotmail icloud info mail office outlook proton protonmail sales support
team web webmail yahoo www com net org eu example http https
"""

_NAMES = """
amber angel april art august autumn basil baker banks bell bill black bloom blue bond bright brook brown
cash chance chase clay cliff cole cook cooper crystal daisy dale dawn day dean dell drew duke earl eve
faith fields finch fisher ford forest fox frank gene ginger glen grace grant gray green guy hall hart
heath heather hill holly hope hunter iris ivy jack jade jasmine jewel john joy judge june justice king
knight lake lane law lily long love major march mark marsh mason max may melody mercy miles miller minor
moon noble norm olive page park parks pat pearl penny pierce pike potter price prince pure ray read reed
rich rob robin rock rose ruby sandy shaw short sky smith snow star stark stone storm summer swift taylor
terry victor violet wade walker wall ward weaver webb wells west white will winter wolf wood woods work
worth young
"""

_PARTICLES = (
    "af al am an at be bin ben by da de del den der di do du el go he i if in is it la las le les lo los \
me my no o of on or os so st te ten ter to up us van vom von we y z zu zum zur"
)

ORDINARY = frozenset(" ".join((_FUNCTION, _ORGANISATION, _FIELD, _MAIL, _NAMES, _PARTICLES)).split())
PARTICLES = frozenset(_PARTICLES.split())
"""Parts of names that are never hidden by themselves."""
