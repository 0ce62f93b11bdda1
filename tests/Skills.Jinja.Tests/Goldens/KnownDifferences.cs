namespace Skills.Jinja.Tests.Goldens;

/// <summary>Goldens that come out differently, each with its reason.</summary>
internal static class KnownDifferences
{
    internal static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["literal/string-escapes"] = "\\N{BULLET}: .NET has no table of character names; the escape is refused.",
        ["access/dunder"] = "Rendered outside the sandbox there; here the sandbox is always on.",
        ["str-method/iter-methods"] = "Rendered outside the sandbox there; here the sandbox is always on.",
        ["dict-method/len"] = "Rendered outside the sandbox there; here the sandbox is always on.",
        ["i18n/oldstyle-percent"] = "Texts are looked up with %% for %, as in Jinja's new style.",
        ["i18n/newstyle-ngettext"] = "gettext functions translate; only trans fills places.",
        ["i18n/newstyle-gettext-format"] = "gettext functions translate; only trans fills places.",
        ["unicode/fullwidth-float"] = "An accident of Python's compiler; here the digits are read.",
        ["numfmt/pow-complex"] = "There are no complex numbers here.",
    };

    internal static IEnumerable<string> Ids => Reasons.Keys;
}
