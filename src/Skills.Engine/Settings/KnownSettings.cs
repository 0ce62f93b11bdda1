namespace Skills.Engine.Settings;

/// <summary>A part of the configuration that some package or the host reads.</summary>
/// <param name="Path">Its place below the section of the engine, such as <c>Providers:OpenAI</c>; empty for the engine's own.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record KnownSettings(string Path, SettingShape Shape)
{
    /// <summary>Returns the whole section.</summary>
    public static SettingSection Tree(IEnumerable<KnownSettings> parts)
    {
        var root = new SettingSection();
        foreach (var part in parts.OrderBy(static p => p.Path.Length))
        {
            if (part.Path.Length > 0)
            {
                root.Add(part.Path, part.Shape);
                continue;
            }

            foreach (var (name, shape) in ((SettingSection)part.Shape).Children)
            {
                root.Add(name, shape);
            }
        }

        return root;
    }
}
