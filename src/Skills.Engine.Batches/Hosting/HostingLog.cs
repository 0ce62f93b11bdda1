using Microsoft.Extensions.Logging;

namespace Skills.Engine.Batches.Hosting;

/// <summary>The messages of the worker service.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(7010, LogLevel.Warning, "The batch store failed with {Error}. It is tried again.")]
    public static partial void StoreFailed(ILogger logger, string error);

    [LoggerMessage(7011, LogLevel.Warning, "{Warning}")]
    public static partial void StoreWarning(ILogger logger, string warning);

    [LoggerMessage(7012, LogLevel.Warning, "Run {Run} needs the skill {Skill} {Version} with the content it was started with. The catalog of this worker does not have it.")]
    public static partial void SkillMissing(ILogger logger, string run, string skill, string version);
}
