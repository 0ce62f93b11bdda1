using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing;

/// <summary>What routing logs; never a prompt, an input or a key.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(EventId = 401, Level = LogLevel.Debug, Message = "Skill {SkillId} goes to {Provider}/{Model}: {Explanation}")]
    public static partial void Chose(ILogger logger, string skillId, string provider, string model, RoutingExplanation explanation);

    [LoggerMessage(EventId = 402, Level = LogLevel.Debug, Message = "No model fits skill {SkillId}: {Explanation}")]
    public static partial void FoundNone(ILogger logger, string skillId, RoutingExplanation explanation);
}
