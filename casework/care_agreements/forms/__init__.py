"""The forms of entrusted care: the pages of a draft, the signing, what comes after."""

from casework.care_agreements.blocks import Step
from casework.care_agreements.forms.afterwards import ContactForm, EndForm, NoticesForm
from casework.care_agreements.forms.making import (
    BarsForm,
    OpinionForm,
    StepForm,
    SupportForm,
    TermForm,
)
from casework.care_agreements.forms.parties import CarerForm, ParentsForm
from casework.care_agreements.forms.signing import SignForm

#: The form of each page of a draft.
STEPS: dict[Step, type[StepForm]] = {
    Step.PARENTS: ParentsForm,
    Step.CARER: CarerForm,
    Step.TERM: TermForm,
    Step.OPINION: OpinionForm,
    Step.BARS: BarsForm,
    Step.SUPPORT: SupportForm,
}

__all__ = ["STEPS", "ContactForm", "EndForm", "NoticesForm", "SignForm", "StepForm"]
