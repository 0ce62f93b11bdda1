using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>Finds skill files below a folder, within bounds and without leaving it by links.</summary>
internal static class SkillFolderSearch
{
    private static readonly string[] Endings = [".skill.yaml", ".skill.yml", ".skill.json", ".skill.md"];

    public static bool IsSkillFile(string path) => EndingOf(path).Length > 0 || string.Equals(Path.GetFileName(path), "SKILL.md", StringComparison.OrdinalIgnoreCase);

    public static string EndingOf(string path) => Endings.FirstOrDefault(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? "";

    /// <summary>The files in the order of their paths, so that a catalog does not depend on the file system.</summary>
    public static IReadOnlyList<string> Files(string root, SkillDefinitionOptions options, List<SkillDiagnostic> diagnostics)
    {
        if (!Directory.Exists(root))
        {
            diagnostics.Add(At(SkillDiagnosticCode.Unreadable, root, $"The folder '{root}' does not exist."));
            return [];
        }

        var files = new List<string>();
        var pending = new Queue<(string Folder, int Depth)>([(root, 0)]);
        for (var folders = 0; pending.TryDequeue(out var next); folders++)
        {
            if (folders == options.MaxSearchFolders)
            {
                diagnostics.Add(At(SkillDiagnosticCode.TooManyFiles, root, $"More than {options.MaxSearchFolders} folders below '{root}'; the rest was not searched. Name the skills' own folder, or raise SkillDefinitionOptions.MaxSearchFolders."));
                break;
            }

            Search(next.Folder, next.Depth);
        }

        files.Sort(StringComparer.Ordinal);
        return files;

        void Search(string folder, int depth)
        {
            try
            {
                // The listing itself says what is a link; only those are followed.
                foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
                {
                    var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
                    if (entry is DirectoryInfo)
                    {
                        // A linked folder is not searched: it may lead out, or round in a circle.
                        if (!isLink && depth < options.MaxSearchDepth && !entry.Name.StartsWith('.'))
                        {
                            pending.Enqueue((entry.FullName, depth + 1));
                        }
                    }
                    else if (IsSkillFile(entry.Name) && (!isLink || RealPath.IsInside(entry.FullName, root)))
                    {
                        files.Add(entry.FullName);
                    }
                    else if (IsSkillFile(entry.Name))
                    {
                        diagnostics.Add(At(SkillDiagnosticCode.OutsideFolder, entry.FullName, "This is a link that leads out of the searched folder."));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(At(SkillDiagnosticCode.Unreadable, folder, $"The folder '{folder}' cannot be read: {e.GetType().Name}."));
            }
        }
    }

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
