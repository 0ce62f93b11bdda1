namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Adds up a replay of a log with the chosen models only.</summary>
internal sealed class LogReplay(LoggedOutcomes logged)
{
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private int _requests;
    private int _known;
    private double _loggedQuality;
    private double _knownQuality;
    private decimal? _loggedCost = 0;
    private double? _estimatedQuality = 0;
    private decimal? _estimatedCost = 0;

    public void Add(RoutingSample sample, ModelDefinition chosen, DifficultyEstimate? difficulty)
    {
        var (model, outcome) = sample.Outcomes.Single();
        _requests++;
        _calls[chosen.Id] = _calls.GetValueOrDefault(chosen.Id) + 1;
        _loggedQuality += outcome.Quality;
        _loggedCost += outcome.CostUsd;
        var isKnown = model == chosen.Id;
        if (isKnown)
        {
            _known++;
            _knownQuality += outcome.Quality;
        }

        var expected = isKnown ? outcome : logged.Expected(chosen.Id, difficulty);
        _estimatedQuality += expected?.Quality;
        _estimatedCost += expected?.CostUsd;
    }

    public RoutingLogReplay ToResult(string setting) => new(setting, _calls.ToDictionary(static c => c.Key, c => c.Value / (double)_requests))
    {
        Requests = _requests,
        Known = _known,
        LoggedQuality = _loggedQuality / _requests,
        LoggedCostUsd = _loggedCost / _requests,
        LeastQuality = _knownQuality / _requests,
        MostQuality = (_knownQuality + (_requests - _known)) / _requests,
        EstimatedQuality = _estimatedQuality / _requests,
        EstimatedCostUsd = _estimatedCost / _requests,
    };
}
