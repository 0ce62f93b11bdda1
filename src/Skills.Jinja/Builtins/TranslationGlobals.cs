using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The functions behind <c>{% trans %}</c>, for templates that call them.</summary>
internal static class TranslationGlobals
{
    internal static readonly Builtin[] All =
    [
        new("gettext", "/, message", static (s, a) => Value.Of(Translation.Of(s, s.Text(a[0]), null, null, null))),
        new("_", "/, message", static (s, a) => Value.Of(Translation.Of(s, s.Text(a[0]), null, null, null))),
        new("ngettext", "/, singular, plural, n", static (s, a) => Value.Of(Translation.Of(s, s.Text(a[0]), s.Text(a[1]), a[2], null))),
        new("pgettext", "/, context, message", static (s, a) => Value.Of(Translation.Of(s, s.Text(a[1]), null, null, s.Text(a[0])))),
        new("npgettext", "/, context, singular, plural, n", static (s, a) => Value.Of(Translation.Of(s, s.Text(a[1]), s.Text(a[2]), a[3], s.Text(a[0])))),
    ];
}
