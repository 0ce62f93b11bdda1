using Microsoft.Extensions.Logging;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>Log messages of the folders: paths and kinds of errors, never what a file holds.</summary>
internal static partial class FolderLog
{
    [LoggerMessage(EventId = 611, Level = LogLevel.Warning, Message = "The folder {Folder} cannot be watched ({Problem}). It is polled instead, so changes are seen later.")]
    public static partial void NotWatched(ILogger logger, string folder, string problem);
}
