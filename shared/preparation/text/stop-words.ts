/**
 * Function words by language, in lower case, with their accents; parts of contractions stand as the word
 * pattern cuts them ("don't" → "don"). A fitted step names its lists, so a list never changes once models
 * were trained with it; a better one gets a new name.
 */
export const stopWordLists = {
  english:
    'a about above after again against all am an and any are aren as at be because been before being below ' +
    'between both but by can cannot could couldn did didn do does doesn doing don down during each few for ' +
    'from further had hadn has hasn have haven having he her here hers herself him himself his how i if in ' +
    'into is isn it its itself just ll me mightn more most mustn my myself needn no nor not now of off on ' +
    'once only or other our ours ourselves out over own re same shan she should shouldn so some such than ' +
    'that the their theirs them themselves then there these they this those through to too under until up ' +
    've very was wasn we were weren what when where which while who whom why will with won would wouldn you ' +
    'your yours yourself yourselves',
  french:
    'à ai aie aient ait alors as au aucun aura aurai aurait auront aussi autre aux avaient avais avait avant ' +
    'avec avez avions avoir avons ayant c ce ceci cela celle celles celui ces cet cette ceux chaque chez ' +
    'comme d dans de des donc dont du elle elles en encore es est et étaient étais était étant été être eu ' +
    'eux fait font furent fut il ils j je jusqu l la le les leur leurs lors lorsqu lorsque lui m ma mais me ' +
    'même mêmes mes moi mon n ne ni non nos notre nous on ont ou où par pas peu peut plus pour pourquoi près ' +
    'puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera serai serait seront ses si sien ' +
    'soi soient sois soit sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes très tu ' +
    'un une vers voici voilà vos votre vous y',
  german:
    'aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm ' +
    'andern anders auch auf aus bei beim bin bis bist da dadurch damit dann das dass daß dasselbe dazu dein ' +
    'deine deinem deinen deiner deines dem den denn der derer des desselben dessen dich die dies diese ' +
    'dieselbe diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige ' +
    'einigem einigen einiger einiges einmal er es etwas euch euer eure eurem euren eurer eures für gegen ' +
    'gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ' +
    'ihres im in indem ins ist jede jedem jeden jeder jedes jene jenem jenen jener jenes jetzt kann kein ' +
    'keine keinem keinen keiner keines können könnte machen man manche manchem manchen mancher manches mein ' +
    'meine meinem meinen meiner meines mich mir mit muss musste nach nicht nichts noch nun nur ob oder ohne ' +
    'sehr sein seine seinem seinen seiner seines selbst sich sie sind so solche solchem solchen solcher ' +
    'solches soll sollte sondern sonst über um und uns unse unsem unsen unser unses unter viel vom von vor ' +
    'während war waren warst was weg weil weiter welche welchem welchen welcher welches wenn werde werden ' +
    'wie wieder will wir wird wirst wo wollen wollte würde würden zu zum zur zwar zwischen',
} as const;
