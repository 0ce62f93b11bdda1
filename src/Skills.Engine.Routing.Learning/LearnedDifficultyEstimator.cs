using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing.Difficulty;
using Skills.Engine.Routing.Learning.Regression;
using Skills.Engine.Routing.Learning.Sharing;

namespace Skills.Engine;

/// <summary>
/// Estimates difficulty by what outcomes taught, for each skill and for the host, where that is better than the built-in estimate. Keeps
/// hashes of words, no text. Shared between processes where an <see cref="ILearningLog"/> is registered. Thread-safe.
/// </summary>
public sealed class LearnedDifficultyEstimator : IDifficultyEstimator
{
    private const int FormatVersion = 2;
    private const uint Mark = 0x46464944;

    private readonly LearnedDifficultyOptions _options;
    private readonly DifficultyEstimator _builtIn = new();
    private readonly ConcurrentDictionary<string, DifficultyModel> _skills = new(StringComparer.Ordinal);
    private DifficultyModel _host;

    /// <summary>Makes an estimator that has learned nothing yet.</summary>
    /// <param name="options">The settings.</param>
    public LearnedDifficultyEstimator(IOptions<LearnedDifficultyOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _host = new(_options.MinHeldBack);
    }

    /// <inheritdoc/>
    public DifficultyEstimate? Estimate(DifficultyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (_builtIn.Estimate(request) is not { } prior || request.Skill.ModelPreferences.Difficulty is not null)
        {
            return _builtIn.Estimate(request);
        }

        var grams = PromptGrams.Of(request);
        var learned = (_skills.TryGetValue(request.Skill.Id, out var own) ? own.Estimate(grams) : null) ?? Volatile.Read(ref _host).Estimate(grams);
        return new GramDifficulty(learned is { } logOdds ? Logistic.Of(logOdds) : prior.Value, learned is null ? prior.Source : "learned", prior, grams, learned);
    }

    /// <inheritdoc/>
    public void Learn(RoutingOutcome outcome, double quality)
    {
        ArgumentNullException.ThrowIfNull(outcome);

        if (outcome.Difficulty is GramDifficulty estimate)
        {
            var learned = new LearnedRecord(outcome.SkillId, estimate.Grams, outcome.Model.Quality >= _options.StrongFrom, 1 - Math.Clamp(quality, 0, 1));
            Take(learned);
            Learned?.Invoke(learned);
        }
    }

    /// <summary>Called with everything this process learns or forgets.</summary>
    internal Action<LearnedRecord>? Learned { get; set; }

    /// <summary>Takes in what another process learned or forgot. What cannot be read is left out.</summary>
    internal void Take(ReadOnlyMemory<byte> record)
    {
        if (LearnedRecord.Of(record) is { } learned)
        {
            Take(learned);
        }
    }

    private void Take(LearnedRecord learned)
    {
        if (learned.Grams is not { } grams)
        {
            Forget(learned.Skill);
            return;
        }

        Volatile.Read(ref _host).Learn(grams, learned.IsStrong, learned.Failure);
        if (learned.Skill is { } skill && ModelOf(skill) is { } own)
        {
            own.Learn(grams, learned.IsStrong, learned.Failure);
        }
    }

    /// <summary>Returns what was learned: the host first, then the skills by id.</summary>
    public IReadOnlyList<LearnedDifficultyState> States() =>
        [Volatile.Read(ref _host).StateOf(null), .. _skills.OrderBy(static s => s.Key, StringComparer.Ordinal).Select(static s => s.Value.StateOf(s.Key))];

    /// <summary>Forgets what was learned of one skill, or everything; so do the processes that this one shares with.</summary>
    /// <param name="skillId">The skill; null forgets the host and every skill.</param>
    public void Reset(string? skillId = null)
    {
        Forget(skillId);
        Learned?.Invoke(new(skillId, null, false, 0));
    }

    private void Forget(string? skillId)
    {
        if (skillId is not null)
        {
            _skills.TryRemove(skillId, out _);
            return;
        }

        _skills.Clear();
        Volatile.Write(ref _host, new(_options.MinHeldBack));
    }

    /// <summary>Writes everything learned, for <see cref="Import"/>. It contains weights of hashed words and ids of skills, no text of prompts.</summary>
    /// <param name="destination">Stays open.</param>
    public void Export(Stream destination)
    {
        using var writer = new BinaryWriter(destination, System.Text.Encoding.UTF8, leaveOpen: true);
        var skills = _skills.ToArray();
        writer.Write(Mark);
        writer.Write(FormatVersion);
        Volatile.Read(ref _host).Write(writer);
        writer.Write(skills.Length);
        foreach (var (skill, model) in skills)
        {
            writer.Write(skill);
            model.Write(writer);
        }
    }

    /// <summary>Replaces everything learned by what <see cref="Export"/> wrote. Nothing changes when it cannot be read.</summary>
    /// <param name="source">Stays open.</param>
    /// <exception cref="InvalidDataException">It is not an export of this version, or damaged.</exception>
    public void Import(Stream source)
    {
        using var reader = new BinaryReader(source, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Mark || reader.ReadInt32() != FormatVersion)
            {
                throw new InvalidDataException("This is not an export of learned difficulty in format 2.");
            }

            var host = DifficultyModel.Read(reader, _options.MinHeldBack);
            var skills = new Dictionary<string, DifficultyModel>();
            for (var left = Math.Min(reader.ReadInt32(), _options.MaxSkills); left > 0; left--)
            {
                skills[reader.ReadString()] = DifficultyModel.Read(reader, _options.MinHeldBack);
            }

            Forget(null);
            Volatile.Write(ref _host, host);
            foreach (var (skill, model) in skills)
            {
                _skills[skill] = model;
            }
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw new InvalidDataException("The export of learned difficulty ends too early or is damaged.", e);
        }
    }

    private DifficultyModel? ModelOf(string skill) => _skills.TryGetValue(skill, out var known)
        ? known
        : _skills.Count < _options.MaxSkills ? _skills.GetOrAdd(skill, _ => new(_options.MinHeldBack)) : null;
}
