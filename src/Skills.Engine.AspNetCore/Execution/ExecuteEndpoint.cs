using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary><c>POST {skill}</c>: the body is the input itself; the answer is the outputs, the whole result, a stream, or a run to ask for later.</summary>
internal sealed class ExecuteEndpoint(SkillExecutionEngine engine, SkillLookup skills, IdempotencyKeys keys, RunStore runs, SkillsEndpointOptions options, TimeProvider time)
{
    // What browsers and proxies call "the client is gone"; nobody reads it, but it keeps the access log true.
    private const int ClientClosedRequest = 499;

    public async Task<IResult> HandleAsync(HttpContext http, string name)
    {
        try
        {
            return await AnswerAsync(http, name).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.StatusCode(ClientClosedRequest);
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string name)
    {
        if (Negotiation.Choose(http.Request) is not { } form)
        {
            return Problem.Of(ProblemType.NotAcceptable, $"Accept one of {Reply.Json}, {ResultJson.ContentType} and text/event-stream.");
        }

        if (skills.Find(name, http) is not { } skill)
        {
            return skills.NotFound(name);
        }

        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var call = new SkillCall(skill, body.Value, body.Bytes.Length, options.Context(http));
        var (isAsync, wait) = Negotiation.Preferences(http.Request);
        var (key, problem) = IdempotencyRequest.Read(http.Request, skill.Slug, call.Caller, $"{name} {form} {isAsync}", body.Bytes);
        if (problem is not null)
        {
            return problem;
        }

        if (key is not null)
        {
            return await OnceAsync(key, () => RunAsync(http, call, form, isAsync, wait)).ConfigureAwait(false);
        }

        return options.RequireIdempotencyKey
            ? Problem.Of(ProblemType.KeyRequired, "Send an Idempotency-Key: a unique text for each execution, the same for its repetitions.", skill.Slug)
            : await RunAsync(http, call, form, isAsync, wait).ConfigureAwait(false);
    }

    private async Task<IResult> OnceAsync(IdempotencyRequest key, Func<Task<IResult>> run)
    {
        switch (keys.Ask(key.Scope, key.Holder, key.Fingerprint, out var known))
        {
            case IdempotencyKeys.Claim.Replay:
                return known!.With("Idempotency-Replayed", "true");
            case IdempotencyKeys.Claim.InFlight:
                return Problem.Of(ProblemType.KeyInFlight, "Wait for the first request to end and send this one again.");
            case IdempotencyKeys.Claim.Mismatch:
                return Problem.Of(ProblemType.KeyReused, "Use a new Idempotency-Key for a request with another body or form.");
        }

        // Only what succeeded is kept: a failure may be tried again with the same key.
        var kept = false;
        try
        {
            var answer = await run().ConfigureAwait(false);
            if (answer is EventStream stream)
            {
                // A stream is not given again; its key is taken while it runs.
                kept = true;
                return stream with { Ended = () => keys.Release(key.Scope) };
            }

            if (answer is Reply { Status: < 300 } reply)
            {
                keys.Keep(key.Scope, reply);
                kept = true;
            }

            return answer;
        }
        finally
        {
            if (!kept)
            {
                keys.Release(key.Scope);
            }
        }
    }

    private async Task<IResult> RunAsync(HttpContext http, SkillCall call, AnswerForm form, bool isAsync, TimeSpan wait)
    {
        if (isAsync && form != AnswerForm.Events)
        {
            return await StartAsync(http, call, form, wait).ConfigureAwait(false);
        }

        if (form == AnswerForm.Events)
        {
            return new EventStream(engine, call, options, time);
        }

        var result = await engine.ExecuteAsync(call.Skill, call.Inputs, call.Caller, http.RequestAborted).ConfigureAwait(false);
        return Answer(result, call.Skill, form);
    }

    private async Task<Reply> StartAsync(HttpContext http, SkillCall call, AnswerForm form, TimeSpan wait)
    {
        var run = runs.Start(call.Skill, call.Caller, call.Size, token => engine.ExecuteAsync(call.Skill, call.Inputs, call.Caller, token));
        if (run is null)
        {
            return Problem.Of(ProblemType.TooManyRuns, "Ask again later, or without Prefer: respond-async.", call.Skill.Slug);
        }

        await run.WaitAsync(wait, time, http.RequestAborted).ConfigureAwait(false);
        if (run.Result is { } result)
        {
            return Answer(result, call.Skill, form);
        }

        if (run.Problem is { } problem)
        {
            return Reply.Of(problem.Status, writer => RunJson.WriteProblem(writer, run, problem), Problem.ContentType);
        }

        var root = RunEndpoints.Root(http, 1);
        return Reply.Of(202, writer => RunJson.Write(writer, run, root, options))
            .With("Location", $"{root}/runs/{run.Id}")
            .With("Preference-Applied", "respond-async")
            .With("Retry-After", "1");
    }

    private Reply Answer(SkillResult result, Skill skill, AnswerForm form)
    {
        var reply = form == AnswerForm.Result ? Reply.Of(result.IsSuccess ? 200 : ProblemType.Of(result).Status, writer => ResultJson.Write(writer, result, options), ResultJson.ContentType)
            : result.IsSuccess ? Reply.Of(200, writer => WriteOutputs(writer, result))
            : Problem.Of(result, skill.Slug, options);
        var headers = ResultHeaders.Of(result);
        foreach (var (header, value) in reply.Headers)
        {
            headers[header] = value;
        }

        return reply with { Headers = headers };
    }

    private static void WriteOutputs(System.Text.Json.Utf8JsonWriter writer, SkillResult result)
    {
        if (result.Outputs is { } outputs)
        {
            outputs.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
