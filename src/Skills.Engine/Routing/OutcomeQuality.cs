namespace Skills.Engine.Routing;

/// <summary>What an outcome is worth, 0 to 1.</summary>
internal static class OutcomeQuality
{
    private const double PerRepair = 0.02;
    private const double MostForRepairs = 0.1;
    private const double ForReask = 0.2;

    /// <summary>An invalid output is worth nothing; a valid one loses a little for repairs and more for having been asked twice.</summary>
    public static double Of(RoutingOutcome outcome)
    {
        if (outcome.Error is not null || outcome.OutputValid != true)
        {
            return 0;
        }

        var repairs = Math.Min(MostForRepairs, outcome.Repairs * PerRepair);
        return 1 - repairs - (outcome.IsReask ? ForReask : 0);
    }
}
