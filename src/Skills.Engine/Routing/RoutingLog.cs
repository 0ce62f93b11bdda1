using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing;

/// <summary>What routing logs; never a prompt, an input or a key.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(EventId = 401, Level = LogLevel.Debug, Message = "Skill {SkillId} goes to {Provider}/{Model}: {Explanation}")]
    public static partial void Chose(ILogger logger, string skillId, string provider, string model, RoutingExplanation explanation);

    [LoggerMessage(EventId = 402, Level = LogLevel.Debug, Message = "No model fits skill {SkillId}: {Explanation}")]
    public static partial void FoundNone(ILogger logger, string skillId, RoutingExplanation explanation);

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "The budget store failed to {Operation}")]
    public static partial void BudgetStoreFailed(ILogger logger, Exception exception, string operation);

    [LoggerMessage(EventId = 406, Level = LogLevel.Critical, Message = "{Count} settlements of ${SpentUsd} together were not booked before the host stopped; their reservations count as spent once they lapse")]
    public static partial void NotSettled(ILogger logger, int count, decimal spentUsd);

    [LoggerMessage(EventId = 404, Level = LogLevel.Warning, Message = "Statistics could not be shared; they are kept and sent with the next exchange")]
    public static partial void ExchangeFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 405, Level = LogLevel.Information, Message = "Experiment {Name} ended: {State}, difference {Difference}, p {PValue}")]
    public static partial void ExperimentEnded(ILogger logger, string name, ExperimentState state, double difference, double pValue);
}
