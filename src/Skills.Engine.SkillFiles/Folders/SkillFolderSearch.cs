using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>Finds skill files below a folder, within bounds and without leaving it by links.</summary>
internal static class SkillFolderSearch
{
    private static readonly string[] Endings = [".skill.yaml", ".skill.yml", ".skill.json", ".skill.md"];
    private static readonly string[] ForeignEndings = [".prompt", ".prompty", ".prompt.md", ".agent.md", ".prompt.yml", ".prompt.yaml"];

    // Folders in which other tools keep their prompts. Others that begin with a dot are searched by no one.
    private static readonly string[] ForeignFolders = [".claude", ".github"];

    // Any Markdown file below them is a prompt.
    private static readonly string[] MarkdownFolders = ["/.claude/commands/", "/.claude/agents/"];

    /// <summary>Whether a file is a skill by its name. Names that begin with a dot are none: editors use them for locks and backups.</summary>
    public static bool IsSkillFile(string path) =>
        !IsHidden(path) && (EndingOf(path).Length > 0 || string.Equals(Path.GetFileName(path), "SKILL.md", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a file is of another tool by its name.</summary>
    public static bool IsForeignFile(string path) => !IsHidden(path)
        && (Array.Exists(ForeignEndings, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            || string.Equals(Path.GetFileName(path), "skprompt.txt", StringComparison.OrdinalIgnoreCase)
            || (path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && Array.Exists(MarkdownFolders, f => path.Replace('\\', '/').Contains(f, StringComparison.OrdinalIgnoreCase))));

    public static string EndingOf(string path) => Endings.FirstOrDefault(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? "";

    /// <summary>The files in the order of their paths, so that a catalog does not depend on the file system.</summary>
    /// <param name="root">The folder, in full.</param>
    /// <param name="options">Bounds, and whether the folder is watched.</param>
    /// <param name="diagnostics">Receives what is wrong with the folder.</param>
    /// <param name="places">The places that were tried, for a folder given by a relative path; null for the folder alone.</param>
    public static IReadOnlyList<string> Files(string root, SkillDefinitionOptions options, List<SkillDiagnostic> diagnostics, IReadOnlyList<string>? places = null)
    {
        if (!Directory.Exists(root))
        {
            // A folder that is watched may come later.
            var severity = options.Watch ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
            diagnostics.Add(At(SkillDiagnosticCode.Unreadable, root, Missing(root, places ?? [root])) with { Severity = severity });
            return [];
        }

        var files = new List<string>();
        foreach (var entry in Walk(root, options, diagnostics.Add).OfType<FileInfo>().Where(e => IsSkillFile(e.Name) || (options.ImportForeignFiles && IsForeignFile(e.FullName))))
        {
            var isLink = IsLink(entry);
            if (isLink && !RealPath.IsInside(entry.FullName, root))
            {
                diagnostics.Add(At(SkillDiagnosticCode.OutsideFolder, entry.FullName, "This is a link that leads out of the searched folder."));
            }
            else if (RegularFile.Is(entry) || (isLink && !File.Exists(entry.FullName)))
            {
                files.Add(entry.FullName);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static string Missing(string root, IReadOnlyList<string> places) => places.Count == 1
        ? $"The folder '{root}' does not exist."
        : $"The folder '{Path.GetFileName(root)}' does not exist. Tried {string.Join(" and ", places.Select(static p => $"'{p}'"))}. Correct the path, or copy the folder with the build: <Content Include=\"{Path.GetFileName(root)}/**\" CopyToOutputDirectory=\"PreserveNewest\" />.";

    /// <summary>Every file and folder that is searched, whatever its name. What cannot be read is left out.</summary>
    public static IEnumerable<FileSystemInfo> Entries(string root, SkillDefinitionOptions options) =>
        Directory.Exists(root) ? Walk(root, options, static _ => { }) : [];

    // The listing itself says what is a link. A linked folder is not searched: it may lead out, or round in a circle.
    private static IEnumerable<FileSystemInfo> Walk(string root, SkillDefinitionOptions options, Action<SkillDiagnostic> report)
    {
        var pending = new Queue<(string Folder, int Depth)>([(root, 0)]);
        for (var folders = 0; pending.TryDequeue(out var next); folders++)
        {
            if (folders == options.MaxSearchFolders)
            {
                report(At(SkillDiagnosticCode.TooManyFiles, root, $"More than {options.MaxSearchFolders} folders below '{root}'; the rest was not searched. Name the skills' own folder, or raise SkillDefinitionOptions.MaxSearchFolders."));
                yield break;
            }

            foreach (var entry in Listing(next.Folder, report))
            {
                yield return entry;
                if (entry is DirectoryInfo && !IsLink(entry) && next.Depth < options.MaxSearchDepth && IsSearched(entry.Name, options))
                {
                    pending.Enqueue((entry.FullName, next.Depth + 1));
                }
            }
        }
    }

    private static FileSystemInfo[] Listing(string folder, Action<SkillDiagnostic> report)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report(At(SkillDiagnosticCode.Unreadable, folder, $"The folder '{folder}' cannot be read: {e.GetType().Name}."));
            return [];
        }
    }

    private static bool IsSearched(string folder, SkillDefinitionOptions options) =>
        !IsHidden(folder) || (options.ImportForeignFiles && ForeignFolders.Contains(folder, StringComparer.OrdinalIgnoreCase));

    private static bool IsHidden(string path) => Path.GetFileName(path.AsSpan()).StartsWith(".", StringComparison.Ordinal);

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static SkillDiagnostic At(SkillDiagnosticCode code, string path, string message) => new()
    {
        Code = code.Code,
        Severity = code.Severity,
        File = path,
        Line = 1,
        Column = 1,
        Message = message,
    };
}
