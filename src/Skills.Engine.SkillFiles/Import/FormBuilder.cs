using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>Builds a file in our own form from a foreign one; every value keeps the place of what it was made from.</summary>
internal sealed class FormBuilder(SkillNode origin)
{
    private readonly List<MapEntry> _entries = [];

    /// <summary>Adds a key unless the value is null.</summary>
    public FormBuilder Add(string key, SkillNode? value)
    {
        if (value is not null)
        {
            _entries.Add(new(Text(key, value), value));
        }

        return this;
    }

    public FormBuilder Add(string key, string? text, SkillNode? at = null) => Add(key, text is null ? null : Text(text, at ?? origin));

    public FormBuilder Add(string key, FormBuilder inner) => inner._entries.Count == 0 ? this : Add(key, inner.Build());

    public MapNode Build() => new(origin.Source, origin.Start, origin.End, [.. _entries]);

    public bool Has(string key) => _entries.Exists(e => e.Key.Text == key);

    public static ScalarNode Text(string text, SkillNode at) => new(at.Source, at.Start, at.End, text, ScalarKind.String, ScalarStyle.Generated);

    public static ScalarNode Number(string number, SkillNode at) => new(at.Source, at.Start, at.End, number, ScalarKind.Number, ScalarStyle.Generated);

    public static ScalarNode True(SkillNode at) => new(at.Source, at.Start, at.End, "true", ScalarKind.Boolean, ScalarStyle.Generated);

    public static ListNode List(SkillNode at, IEnumerable<SkillNode> items) => new(at.Source, at.Start, at.End, [.. items]);
}
