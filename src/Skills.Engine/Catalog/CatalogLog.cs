using Microsoft.Extensions.Logging;

namespace Skills.Engine.Catalog;

/// <summary>Log messages of the catalog: places and codes, never what a file holds.</summary>
internal static partial class CatalogLog
{
    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "The skill catalog was read again: {Skills} skill versions, {Changed} of them new or changed.")]
    public static partial void Reloaded(ILogger logger, int skills, int changed);

    [LoggerMessage(EventId = 602, Level = LogLevel.Error, Message = "{File}:{Line}:{Column}: {Code}. The file's last good state is kept.")]
    public static partial void Broken(ILogger logger, string file, int line, int column, string code);

    [LoggerMessage(EventId = 603, Level = LogLevel.Error, Message = "The skill catalog could not be read again; the last good state is kept.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 604, Level = LogLevel.Warning, Message = "{File}:{Line}:{Column}: {Code}. The skill is served; SkillCatalog.Diagnostics has the sentence.")]
    public static partial void Warned(ILogger logger, string file, int line, int column, string code);
}
