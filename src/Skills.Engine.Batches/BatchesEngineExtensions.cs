namespace Skills.Engine.Batches;

/// <summary>Batch runs of an engine.</summary>
public static class BatchesEngineExtensions
{
    extension(ISkillExecutionEngine engine)
    {
        /// <summary>Gets the batch runs of an engine that was made with <c>AddSkillBatches</c>.</summary>
        /// <exception cref="InvalidOperationException">It was not.</exception>
        public SkillBatches Batches
        {
            get
            {
                ArgumentNullException.ThrowIfNull(engine);
                return (engine as SkillExecutionEngine)?.Feature<SkillBatches>() ?? throw new InvalidOperationException("The engine has no batch runs. Call AddSkillBatches on its builder.");
            }
        }

        /// <summary>Gets the replay-safe executions of an engine that was made with <c>AddRedisReplays</c>, <c>AddPostgresReplays</c> or <c>AddSqliteReplays</c>.</summary>
        /// <exception cref="InvalidOperationException">It was not.</exception>
        public ReplaySafeSkills ReplaySafe
        {
            get
            {
                ArgumentNullException.ThrowIfNull(engine);
                return (engine as SkillExecutionEngine)?.Feature<ReplaySafeSkills>() ?? throw new InvalidOperationException("The engine has no replay-safe executions. Call AddRedisReplays, AddPostgresReplays or AddSqliteReplays on its builder.");
            }
        }
    }
}
