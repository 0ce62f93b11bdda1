using Microsoft.Extensions.Hosting;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>
/// Finds the folder that a path means. A relative path counts from the content root, as <c>appsettings.json</c> does, and then
/// from the folder of the program. Without a host the folder of the program comes first, and then the current one.
/// </summary>
/// <param name="host">The host; null in a program without one.</param>
internal sealed class SkillFolders(IHostEnvironment? host = null)
{
    /// <summary>Returns the places that a path may mean, in full and in the order of trying.</summary>
    public IReadOnlyList<string> PlacesOf(string path)
    {
        string[] roots = host is null ? [AppContext.BaseDirectory, Environment.CurrentDirectory] : [host.ContentRootPath, AppContext.BaseDirectory];
        return [.. roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, root))).Distinct()];
    }

    /// <summary>Returns the first place that exists; the first place when none does.</summary>
    public string Resolve(string path)
    {
        var places = PlacesOf(path);
        return places.FirstOrDefault(Directory.Exists) ?? places[0];
    }
}
