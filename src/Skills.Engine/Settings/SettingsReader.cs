using Microsoft.Extensions.Configuration;

namespace Skills.Engine.Settings;

/// <summary>Compares one section of the configuration with its shape, and collects what does not fit.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="root">Name of the engine's section.</param>
/// <param name="tree">The shape of the engine's section.</param>
internal sealed class SettingsReader(IConfiguration configuration, string root, SettingSection tree)
{
    private const int MostProblems = 20;
    private const int LongestValue = 80;

    private readonly List<string> _problems = [];
    private int _more;

    /// <summary>Returns a sentence for each problem of the engine's section; empty when there is none.</summary>
    public IReadOnlyList<string> Read()
    {
        Keys(configuration.GetSection(root), tree);
        foreach (var problem in MisspelledRoots.Find(configuration, root, tree))
        {
            Report(problem);
        }

        return Problems;
    }

    /// <summary>Returns a sentence for each problem of a section that is checked apart; empty when there is none.</summary>
    public IReadOnlyList<string> Read(string path)
    {
        Keys(configuration.GetSection($"{root}:{path}"), tree.At(path));
        return Problems;
    }

    private IReadOnlyList<string> Problems => _more == 0 ? _problems : [.. _problems, $"There are {_more} more such problems."];

    private void Check(IConfigurationSection section, SettingShape shape)
    {
        switch (shape)
        {
            case SettingValue value:
                Value(section, value);
                break;
            case SettingList list when IsContainer(section, list.Item is SettingValue { IsSecret: true }, "a list, such as " + Named(section.Path + ":0")):
                foreach (var item in section.GetChildren())
                {
                    Check(item, list.Item);
                }

                break;
            case SettingSection { IsApart: true }:
                break;
            case SettingSection known when IsContainer(section, known.Children.Values.Any(static c => c is SettingValue { IsSecret: true }), "a section with keys of its own, such as " + string.Join(", ", known.Children.Keys.Take(3))):
                Keys(section, known);
                break;
        }
    }

    private void Keys(IConfigurationSection section, SettingSection known)
    {
        foreach (var child in section.GetChildren())
        {
            if (known.Children.TryGetValue(child.Key, out var shape))
            {
                Check(child, shape);
            }
            else
            {
                Report($"Unknown key '{child.Key}' in '{section.Path}'{Quoted(child, known)}{SettingSource.Of(configuration, child.Path)}.{UnknownKey.Hint(child.Key, section.Path, known, root, tree)}");
            }
        }
    }

    private void Value(IConfigurationSection section, SettingValue value)
    {
        if (section.Value is not { } text)
        {
            if (section.GetChildren().Any())
            {
                Report($"{Named(section.Path)} is a section; it must be one value.");
            }
        }
        else if (text.Length == 0 && value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null)
        {
            Report($"{Named(section.Path)} is empty. Give it a value, or remove the key to keep the default.");
        }
        else if (SettingText.ProblemOf(value.Type, text) is { } problem)
        {
            Report($"{Named(section.Path)} {(value.IsSecret ? "cannot be read" : "is " + Quote(text))}; {problem}{(problem[^1] is '.' or '?' ? "" : ".")}");
        }
    }

    // An empty array in JSON is an empty value.
    private bool IsContainer(IConfigurationSection section, bool hasSecrets, string wanted)
    {
        if (section.Value is not { Length: > 0 } text || section.GetChildren().Any())
        {
            return true;
        }

        Report($"{Named(section.Path)} is {(hasSecrets ? "one value" : Quote(text))}; it must be {wanted}.");
        return false;
    }

    // The value of an unknown key is quoted only where the key that was meant holds no secret.
    private static string Quoted(IConfigurationSection section, SettingSection known) =>
        section.Value is { } text && UnknownKey.Meant(section.Key, known) is { } meant && known.Children[meant] is SettingValue { IsSecret: false } ? $" (value {Quote(text)})" : "";

    private string Named(string path) => path + SettingSource.Of(configuration, path);

    private static string Quote(string text)
    {
        var shown = SettingSecrets.WithoutSecrets(text);
        return shown.Length <= LongestValue ? $"'{shown}'" : $"'{shown[..LongestValue]}…'";
    }

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
        else
        {
            _more++;
        }
    }
}
