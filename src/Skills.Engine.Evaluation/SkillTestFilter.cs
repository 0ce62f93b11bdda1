namespace Skills.Engine.Evaluation;

/// <summary>Chooses cases. A case must satisfy each part that is not empty.</summary>
public sealed record SkillTestFilter
{
    /// <summary>Gets the cases that run: a skill, a skill file, <c>skill#case</c> or <c>file#case</c>. A <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Gets labels of which a case must have one.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the cases that do not run, written as <see cref="Names"/>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Returns whether a case runs.</summary>
    /// <param name="file">The skill file as results name it; null for a skill made in code.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="test">The case.</param>
    public bool Matches(string? file, Skill skill, SkillTestCase test)
    {
        ArgumentNullException.ThrowIfNull(skill);
        ArgumentNullException.ThrowIfNull(test);
        return (Names.Count == 0 || Names.Any(n => Covers(n, file, skill, test)))
            && (Tags.Count == 0 || Tags.Any(t => test.Tags.Contains(t, StringComparer.OrdinalIgnoreCase)))
            && !Exclude.Any(n => Covers(n, file, skill, test));
    }

    private static bool Covers(string name, string? file, Skill skill, SkillTestCase test)
    {
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        var (owner, wanted) = hash < 0 ? (name, "*") : (name[..hash], name[(hash + 1)..].Trim('"'));
        return Fits(wanted, test.Name)
            && (owner.Length == 0 || Fits(owner, skill.Slug) || Fits(owner, $"{skill.Slug}@{skill.Version}") || (file is not null && FitsFile(owner, file)));
    }

    private static bool FitsFile(string owner, string file)
    {
        var wanted = owner.Replace('\\', '/');
        wanted = wanted.StartsWith("./", StringComparison.Ordinal) ? wanted[2..] : wanted;
        return Fits(wanted, file) || Fits(wanted, Path.GetFileName(file)) || file.EndsWith("/" + wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Fits(string pattern, string text) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), text, ignoreCase: true);
}
