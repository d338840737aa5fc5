"""The small words of each content language, which tell nothing: not stored, not asked."""

_LISTS = {
    "en": "a an and are as at be been but by can do does for from had has have how i if in"
    " into is it its no not of on or our so than that the their them then there these"
    " they this to was we were what when where which who why will with would you your",
    "fr": "à au aux avec c ce ces cet cette comment d dans de des du elle elles en est et eux"
    " il ils j je l la le les leur leurs lui m mais même mes mon n ne nos notre nous on"
    " ou où par pas pour qu quand que qui s sa se ses si son sont sur t ta te tes toi"
    " ton tu un une vos votre vous y",
    "es": "a al algo ante antes como con cuando cómo de del desde donde e el ella ellas ellos"
    " en entre era es esa ese eso esta estas este esto estos está están fue ha han hasta"
    " hay la las le les lo los me mi mis muy más ni no nos o os para pero por porque que"
    " qué quien se ser si sin sobre son su sus también te tiene tu tus un una uno unos y"
    " ya",
    "ar": "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين أو او ثم لا ما لم لن إن ان"
    " أن قد كل قبل عند بين حتى كما لكن هو هي هم نحن كان كانت يكون تكون وفي ومن وهو"
    " وهي منها فيها لها له به بها أي اي إذا اذا كيف",
    "ru": "а без бы был была были было быть в вам вас во вот все всё вы где да для до его ее"
    " её если есть еще ещё же за и из или им их к как ко когда кто ли мне мы на над нам"
    " нас не него нее неё ни них но о об он она они оно от по под при с со так также там"
    " то тоже только у уже что чтобы эта эти это этот я",
    "sr": "a ako ali bez bi bila bilo bio bude da do dok ga gde i ih ili im iz ja je jer joj"
    " još kad kada kako kao ko koja koje koji kojima koju li me mi može mu na nad ne"
    " nego nema ni nije nisu njega njih o od ona one oni ono ova ove ovi ovo pa po pod"
    " pre pri s sa samo se si smo su su što šta svi ta te ti to tu u uz već vi za zbog"
    " će",
    "sq": "a ai ajo apo as ata ato atij asaj çdo dhe do duke e edhe i është janë jo ka kanë"
    " ke këto kjo ky kur me më mund në nga ne një nuk o pa për po prej që s së se si"
    " sipas të tek te u ua unë ju ose",
    "ka": "და არ არის ეს ის რომ თუ რა რომელიც რომლის რომლებიც ან კი ამ იმ მის მისი მათი მათ"
    " ჩვენ თქვენ მე შენ როგორ როცა როდესაც თან უნდა იყო არიან ასევე მაგრამ",
}
STOPWORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
