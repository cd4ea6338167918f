//! How each event of a partner is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        E::PartnershipRequested { profile } => As::value(C::RequestToJoin { profile }),
        E::PartnershipDeclined { reason } => As::value(C::Decline { reason }),
        // As it asked to, or by itself: which of the two, this event does not say.
        E::PartnerJoined { .. } => As::never(),
        E::PartnerLeft { reason } => As::value(C::Leave { reason }),
        E::ConventionSigned { from, to, clauses } => {
            As::fact(C::SignConvention { from, to, clauses })
        }
        E::ContributionPledged { contribution, kind, quantity, unit, value_cents } => {
            As::fact(C::Pledge { contribution, kind, quantity, unit, value_cents })
        }
        E::PledgeRaised { contribution, quantity, value_cents } => {
            As::fact(C::RaisePledge { contribution, quantity, value_cents })
        }
        E::ContributionDelivered { contribution, quantity, value_cents } => {
            As::fact(C::Deliver { contribution, quantity, value_cents })
        }
        E::ContributionWrittenOff { contribution, reason, .. } => {
            As::fact(C::WriteOff { contribution, reason })
        }
        // Beneficiaries quote its code.
        E::CampaignOpened { code, .. } => As::kept(C::OpenCampaign { code }),
        E::CampaignClosed { code, .. } => As::act(C::CloseCampaign { code }),
        E::SourcingActionHeld { uai, channel, audience, minutes, campaign } => {
            As::fact(C::RecordSourcing { uai, channel, audience, minutes, campaign })
        }
        E::CommitmentMade { measure } => As::fact(C::Commit { measure }),
        E::MeasureImplemented { measure } => As::fact(C::Implement { measure }),
        E::ReceptionAssessed { instrument_version, scores } => {
            As::fact(C::AssessReception { instrument_version, scores })
        }
    }
}
