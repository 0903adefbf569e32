//! Several operations in one request.

use std::sync::Arc;

use apollo_compiler::executable::OperationType;
use futures_util::future::join_all;
use rapport_db::Db;
use rapport_kernel::{Call, Code};

use super::{
    OperationRequest,
    answer::{Answer, Refusal},
    engine::Engine,
    planner::Ready,
};

/// An operation of a batch, or why it is refused.
type Prepared = Result<Ready, Vec<Refusal>>;

impl Engine {
    /// Executes operations, and answers each in its place. Queries run together; a mutation waits for what stands before it
    /// and is waited for by what stands behind.
    ///
    /// # Errors
    /// One answer for all when together they ask for more than one operation may.
    pub async fn execute_batch(
        &self,
        call: &Call,
        db: &Db,
        requests: &[OperationRequest],
    ) -> Result<Vec<Answer>, Answer> {
        let request_id = Arc::clone(&call.request_id);
        let prepared: Vec<Prepared> = requests.iter().map(|request| self.prepare(request)).collect();
        self.check_together(&prepared).map_err(|refusal| Answer::refused(&[refusal], &request_id))?;
        let mut answers = Vec::with_capacity(prepared.len());
        let mut together = Vec::new();
        for one in prepared {
            let alone = one.as_ref().is_ok_and(|ready| ready.plan.operation_type == OperationType::Mutation);
            if alone {
                answers.extend(join_all(together.drain(..)).await);
            }
            let answer = self.finish(call.clone(), db, one);
            if alone { answers.push(answer.await) } else { together.push(answer) }
        }
        answers.extend(join_all(together).await);
        Ok(answers)
    }

    fn check_together(&self, prepared: &[Prepared]) -> Result<(), Refusal> {
        let limits = self.limits();
        let (mut cost, mut root_fields) = (0_u64, 0_usize);
        for ready in prepared.iter().flatten() {
            cost = cost.saturating_add(ready.cost);
            root_fields = root_fields.saturating_add(ready.plan.root_fields);
        }
        if cost > limits.cost {
            let message = format!("The batch costs {cost}, more than the {} that one request may.", limits.cost);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        if root_fields > limits.root_fields {
            let message = format!("A batch has at most {} root fields.", limits.root_fields);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        Ok(())
    }
}
