using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Reading;

namespace Skills.Engine.Generators.Classes;

/// <summary>Finds the file that a class names: a path that ends so. One relative to the class or the project comes first.</summary>
internal static class FileChoice
{
    /// <summary>The file, or the sentence that says why there is none, with the id of its diagnostic.</summary>
    public static (SkillSource? File, string Id, string Fault) For(ClientClass client, IReadOnlyList<SkillSource> files, string projectFolder)
    {
        var found = files.Where(f => f.Path == client.File || f.Path.EndsWith("/" + client.File, StringComparison.Ordinal)).ToList();
        var first = files.FirstOrDefault(f => f.Path == Join(client.Folder, client.File)) ?? files.FirstOrDefault(f => f.Path == Join(projectFolder, client.File));
        if (found.Count == 1 || first is not null)
        {
            return (first ?? found[0], "", "");
        }

        if (found.Count > 1)
        {
            return (null, "SKG002", $"'{client.File}' names {found.Count} files: {string.Join(", ", found.Select(static f => f.Path))}. Write more of the path.");
        }

        var names = files.Select(static f => f.Path.Substring(f.Path.LastIndexOf('/') + 1)).ToList();
        return (null, "SKG001", $"No skill file '{client.File}' is part of the project.{NearestName.Hint(client.File, names)} Files named *.skill.yaml, *.skill.yml, *.skill.json or *.skill.md in the project's folder are; add others with <SkillFile Include=\"…\" />.");
    }

    private static string Join(string folder, string file)
    {
        var parts = new List<string>(folder.TrimEnd('/').Split('/'));
        foreach (var part in file.Split('/'))
        {
            if (part == ".." && parts.Count > 1)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }
}
