namespace Majordome.Server.Platform.Wording;

/// <summary>Names the resource files HouseTexts.resx (French) and HouseTexts.en.resx: the words of the components.</summary>
public sealed class HouseTexts;
